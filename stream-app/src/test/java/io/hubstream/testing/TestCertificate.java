package io.hubstream.testing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A certificate of this machine's loopback address, made by the JDK's keytool for one test.
 *
 * @param keyStore PKCS 12, with the private key
 * @param authority what clients must trust, as PEM
 */
public record TestCertificate(Path keyStore, Path authority) {
  /** Of the key store, and no secret: it guards a key that is made and thrown away. */
  static final String PASSWORD = "for-a-test-only";

  private static final long LIMIT_SECONDS = 30;

  /** Makes one in this folder. */
  public static TestCertificate in(Path dir) throws IOException, InterruptedException {
    TestCertificate made =
        new TestCertificate(dir.resolve("broker.p12"), dir.resolve("broker.pem"));
    keytool(
        made.keyStore(),
        "-genkeypair",
        "-keyalg",
        "EC",
        "-dname",
        "CN=127.0.0.1",
        "-ext",
        "SAN=ip:127.0.0.1,dns:localhost",
        "-validity",
        "2");
    keytool(made.keyStore(), "-exportcert", "-rfc", "-file", made.authority().toString());
    return made;
  }

  private static void keytool(Path store, String... what) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(what));
    command.addAll(
        List.of("-alias", "broker", "-keystore", store.toString(), "-storepass", PASSWORD));
    Path log = Files.createTempFile(store.getParent(), "keytool", ".log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IOException("keytool failed: " + Files.readString(log));
    }
  }

  /** What a client sets to trust it. */
  public Map<String, String> trust() {
    return Map.of("ssl.truststore.type", "PEM", "ssl.truststore.location", authority.toString());
  }

  /** What a server shows it with. */
  public SSLContext context() throws IOException {
    try (InputStream in = Files.newInputStream(keyStore)) {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(in, PASSWORD.toCharArray());
      KeyManagerFactory managers =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      managers.init(keys, PASSWORD.toCharArray());
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(managers.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException("the key store cannot be used", e);
    }
  }
}
