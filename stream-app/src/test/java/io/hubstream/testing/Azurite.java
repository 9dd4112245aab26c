package io.hubstream.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Microsoft's storage emulator, as a process on a free loopback port, with an account of its own
 * whose key is new each time. It is installed into the build's target folder by npm, once; a test
 * that wants it skips, saying so, where Node or npm is absent or the install cannot be done.
 */
public final class Azurite implements AutoCloseable {
  /** Name of the account. */
  public static final String ACCOUNT = "hubstreamtests";

  private static final int START_SECONDS = 60;
  private static final Pattern LISTENS =
      Pattern.compile(".*successfully listens on (http://127\\.0\\.0\\.1:\\d+).*");

  private final Process process;
  private final String host;
  private final String key;
  private final Thread killer;

  private Azurite(Process process, String host, String key) {
    this.process = process;
    this.host = host;
    this.key = key;
    this.killer = new Thread(process::destroyForcibly);
    Runtime.getRuntime().addShutdownHook(killer);
  }

  /** Starts it, empty. */
  public static Azurite start() throws IOException, InterruptedException {
    NodePackages packages = NodePackages.install("azurite", "Tests of Azure Blob storage");
    byte[] random = new byte[64];
    new SecureRandom().nextBytes(random);
    String key = Base64.getEncoder().encodeToString(random);
    ProcessBuilder builder =
        new ProcessBuilder(
                packages.node().toString(),
                packages.file("azurite/dist/src/blob/main.js").toString(),
                "--blobHost",
                "127.0.0.1",
                "--blobPort",
                "0",
                "--silent",
                "--disableTelemetry",
                "--inMemoryPersistence",
                "--extentMemoryLimit",
                "512")
            .redirectErrorStream(true);
    builder.environment().put("AZURITE_ACCOUNTS", ACCOUNT + ":" + key);
    Process process = builder.start();
    try {
      return new Azurite(process, address(process), key);
    } catch (IOException | InterruptedException | RuntimeException e) {
      process.destroyForcibly();
      throw e;
    }
  }

  /** Where it says that it listens; it goes on being read, so that it never blocks. */
  private static String address(Process process) throws IOException, InterruptedException {
    CompletableFuture<String> found = new CompletableFuture<>();
    Thread reader =
        new Thread(
            () -> {
              StringBuilder said = new StringBuilder();
              try (BufferedReader out =
                  new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
                for (String line = out.readLine(); line != null; line = out.readLine()) {
                  Matcher listens = LISTENS.matcher(line);
                  if (listens.matches()) {
                    found.complete(listens.group(1));
                  }
                  said.append(line).append('\n');
                }
              } catch (IOException e) {
                said.append(e);
              }
              found.completeExceptionally(new IOException("Azurite ended: " + said));
            },
            "azurite-output");
    reader.setDaemon(true);
    reader.start();
    try {
      return found.get(START_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("Azurite does not start", e);
    }
  }

  /** {@code http://127.0.0.1:PORT}. */
  public String host() {
    return host;
  }

  /** The account's key. */
  public String key() {
    return key;
  }

  /** A connection string for it, or for a proxy before it. */
  public String connectionString(String host) {
    return "DefaultEndpointsProtocol=http;AccountName=%s;AccountKey=%s;BlobEndpoint=%s/%s"
        .formatted(ACCOUNT, key, host, ACCOUNT);
  }

  @Override
  public void close() {
    process.destroyForcibly();
    Runtime.getRuntime().removeShutdownHook(killer);
  }
}
