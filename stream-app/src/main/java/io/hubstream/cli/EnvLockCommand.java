package io.hubstream.cli;

import io.hubstream.environment.EnvironmentLock;
import io.hubstream.environment.LockFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code hubstream env lock}. */
@Command(
    name = "lock",
    description = {
      "Writes the exact environment as JSON: the application with a digest over its class path, Java,"
          + " the system, TensorFlow, CUDA, cuDNN, driver and device, and the settings that change"
          + " results.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  hubstream env lock -c service.properties --out environment.json",
      "  hubstream env lock --set inference.device=cpu"
    })
final class EnvLockCommand extends BaseCommand {
  @Mixin private EnvOptions options = new EnvOptions();

  @Option(
      names = {"-o", "--out"},
      paramLabel = "FILE",
      description = "Write to FILE and print the digest alone. Default: print the lock.")
  private Optional<Path> file = Optional.empty();

  @Override
  public Integer call() throws IOException {
    EnvironmentLock lock = EnvironmentLock.here(options.load());
    String text = LockFile.json(lock).toPrettyString() + System.lineSeparator();
    if (file.isPresent()) {
      Files.writeString(file.get(), text);
      out().println(lock.environmentDigest());
    } else {
      out().print(text);
    }
    out().flush();
    return 0;
  }
}
