package io.hubstream.testing;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * An HTTPS server on a free loopback port, with a certificate of its own for {@code localhost} and
 * {@code media.example.com}, made by the JDK's keytool.
 */
public final class LoopbackHttps implements AutoCloseable {
  private static final char[] PASSWORD = "loopback".toCharArray();
  private static final int KEYTOOL_SECONDS = 60;

  private final HttpsServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final SSLContext tls;

  private LoopbackHttps(HttpsServer server, SSLContext tls) {
    this.server = server;
    this.tls = tls;
  }

  /**
   * Starts it.
   *
   * @param folder for its key
   */
  public static LoopbackHttps start(Path folder, HttpHandler handler) throws Exception {
    SSLContext tls = tls(key(folder));
    InetSocketAddress free = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    LoopbackHttps https = new LoopbackHttps(HttpsServer.create(free, 0), tls);
    https.server.setHttpsConfigurator(new HttpsConfigurator(tls));
    https.server.setExecutor(https.threads);
    https.server.createContext("/", handler);
    https.server.start();
    return https;
  }

  private static Path key(Path folder) throws IOException, InterruptedException {
    Path file = folder.resolve("loopback.p12");
    Process keytool =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                    "-genkeypair",
                    "-keystore",
                    file.toString(),
                    "-storepass",
                    new String(PASSWORD),
                    "-alias",
                    "loopback",
                    "-keyalg",
                    "EC",
                    "-dname",
                    "CN=localhost",
                    "-ext",
                    "SAN=dns:localhost,dns:media.example.com"))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!keytool.waitFor(KEYTOOL_SECONDS, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
      keytool.destroyForcibly();
      throw new IOException("keytool made no key");
    }
    return file;
  }

  private static SSLContext tls(Path file) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD);
    }
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(store, PASSWORD);
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("loopback", store.getCertificate("loopback"));
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return tls;
  }

  public int port() {
    return server.getAddress().getPort();
  }

  /** Trusts this server, and none else. */
  public SSLContext tls() {
    return tls;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
