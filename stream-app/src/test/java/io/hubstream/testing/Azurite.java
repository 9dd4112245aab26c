package io.hubstream.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * Microsoft's storage emulator, as a process on a free loopback port, with an account of its own
 * whose key is new each time. It is installed into the build's target folder by npm, once; a test
 * that wants it skips, saying so, where Node or npm is absent or the install cannot be done.
 */
public final class Azurite implements AutoCloseable {
  /** Name of the account. */
  public static final String ACCOUNT = "hubstreamtests";

  private static final int OLDEST_NODE = 20;
  private static final int INSTALL_SECONDS = 180;
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
    Path node = onPath("node");
    int version = nodeVersion(node);
    require(version >= OLDEST_NODE, "Node %d is older than %d".formatted(version, OLDEST_NODE));
    Path installed = installed(onPath("npm"));
    byte[] random = new byte[64];
    new SecureRandom().nextBytes(random);
    String key = Base64.getEncoder().encodeToString(random);
    ProcessBuilder builder =
        new ProcessBuilder(
                node.toString(),
                installed.resolve("node_modules/azurite/dist/src/blob/main.js").toString(),
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

  /** Says aloud why tests are skipped: a report alone is easily passed over. */
  private static void require(boolean holds, String reason) {
    if (!holds) {
      System.err.println("Tests of Azure Blob storage are skipped: " + reason);
    }
    Assumptions.assumeTrue(holds, () -> "skipped: " + reason);
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

  private static Path onPath(String program) {
    Optional<Path> found =
        Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
            .filter(folder -> !folder.isEmpty())
            .map(folder -> Path.of(folder, program))
            .filter(Files::isExecutable)
            .findFirst();
    require(found.isPresent(), "there is no " + program);
    return found.get();
  }

  private static int nodeVersion(Path node) throws IOException, InterruptedException {
    Process asked = new ProcessBuilder(node.toString(), "--version").start();
    String version = new String(asked.getInputStream().readAllBytes(), UTF_8).trim();
    asked.waitFor();
    return Integer.parseInt(version.replaceFirst("^v", "").replaceFirst("\\..*", ""));
  }

  /** Installs what the lock file names, unless it was before. */
  private static Path installed(Path npm) throws IOException, InterruptedException {
    byte[] lock = resource("package-lock.json");
    Path target = SharedFiles.buildRoot().resolve("target");
    Path home = target.resolve("azurite-%08x".formatted(Arrays.hashCode(lock)));
    if (Files.isDirectory(home)) {
      return home;
    }
    Path fresh = Files.createDirectories(target.resolve("azurite-" + UUID.randomUUID()));
    Files.write(fresh.resolve("package.json"), resource("package.json"));
    Files.write(fresh.resolve("package-lock.json"), lock);
    Path log = fresh.resolve("install.log");
    Process install =
        new ProcessBuilder(
                List.of(npm.toString(), "ci", "--ignore-scripts", "--no-audit", "--no-fund"))
            .directory(fresh.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    boolean ended = install.waitFor(INSTALL_SECONDS, TimeUnit.SECONDS);
    install.destroyForcibly();
    require(ended && install.exitValue() == 0, "npm could not install Azurite, see " + log);
    try {
      return Files.move(fresh, home, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException e) {
      // Another test process was faster.
      return home;
    }
  }

  private static byte[] resource(String name) {
    try (InputStream in = Azurite.class.getResourceAsStream("/azurite/" + name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
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
