package io.hubstream.cli;

import io.hubstream.bench.SessionOptions;
import io.hubstream.bench.start.StartBench;
import io.hubstream.bench.start.StartPlan;
import io.hubstream.publishing.StarterCache;
import io.hubstream.serving.ModelRefusedException;
import io.hubstream.starter.SampleSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code hubstream prepare}. */
@Command(
    name = "prepare",
    description = {
      "Does once what every start would do again: unpacks TensorFlow's libraries, and keeps the"
          + " classes of a start in an archive that the JVM maps into memory. Later starts of this"
          + " build with this Java use it by themselves.",
      "",
      "For images of containers, and wherever a restart is to be quick. It starts a broker and the"
          + " service on sample content for that.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  hubstream prepare",
      "  HUBSTREAM_CACHE=/opt/hubstream/cache hubstream prepare",
      "",
      "'hubstream bench start' says what it gives."
    })
final class PrepareCommand extends BaseCommand {
  /** Where the launcher looks for the archive. */
  private static final String TARGET = "hubstream.class.archive";

  @Option(
      names = "--archive",
      paramLabel = "FILE",
      description =
          "File to make, for -XX:SharedArchiveFile. Default: where the launcher looks for it.")
  private Optional<Path> archive = Optional.empty();

  @Override
  public Integer call() throws IOException, InterruptedException, ModelRefusedException {
    Path target =
        archive
            .or(() -> Optional.ofNullable(System.getProperty(TARGET)).map(Path::of))
            .orElseThrow(() -> CommandFailure.usage("which file? Give --archive FILE"))
            .toAbsolutePath();
    ArmOptions.quietLog();
    Files.createDirectories(target.getParent());
    try (WorkFolder folder = WorkFolder.in(StarterCache.root().resolve("prepare"))) {
      Optional<Long> bytes =
          new StartBench(
                  session(folder.path()),
                  new StartPlan(List.of(), 0),
                  Main.class,
                  new TimedProgress(err()))
              .makeArchive(target);
      if (bytes.isEmpty()) {
        throw CommandFailure.failed(
            "this Java makes no class archive; starts work without one, and take longer", null);
      }
      err().printf("Class archive, %d MB: %s%n", bytes.get() / 1_000_000, target);
      return 0;
    }
  }

  private static SessionOptions session(Path folder) throws IOException {
    return new SessionOptions(
        new SessionOptions.Sources(
            Optional.empty(), SampleSet.MIXED, Optional.empty(), StarterCache.folder()),
        folder,
        1,
        Map.of(),
        List.of(),
        1);
  }
}
