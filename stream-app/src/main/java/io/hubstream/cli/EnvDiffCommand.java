package io.hubstream.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hubstream.environment.EnvironmentLock;
import io.hubstream.environment.EnvironmentLock.Difference;
import io.hubstream.environment.LockFile;
import io.hubstream.environment.LockFileException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hubstream env diff}. */
@Command(
    name = "diff",
    description = "Compares an environment lock with another, or with the environment here.",
    footer = {
      "",
      "Examples:",
      "  hubstream env diff environment.json -c service.properties",
      "  hubstream env diff tested.json serving.json --json",
      "",
      "Exit codes: 0 the same, 1 they differ, 2 wrong usage, settings or file."
    })
final class EnvDiffCommand extends BaseCommand {
  @Parameters(arity = "1..2", paramLabel = "FILE", description = "What `hubstream env lock` wrote.")
  private List<Path> files = List.of();

  @Option(names = "--here", description = "Compare with the environment here; the default.")
  private boolean here;

  @Mixin private EnvOptions options = new EnvOptions();

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    if (here && files.size() > 1) {
      throw CommandFailure.usage("compare FILE with another FILE or with --here, not with both");
    }
    EnvironmentLock first = read(files.get(0));
    EnvironmentLock second =
        files.size() > 1 ? read(files.get(1)) : EnvironmentLock.here(options.load());
    List<Difference> differences = first.differencesTo(second);
    if (json) {
      out().println(compact(json(first, second, differences)));
    } else {
      print(first, differences);
    }
    out().flush();
    return differences.isEmpty() ? 0 : CommandFailure.FAILED;
  }

  private static EnvironmentLock read(Path file) throws IOException {
    try {
      return LockFile.read(file);
    } catch (LockFileException e) {
      throw CommandFailure.usage(String.valueOf(e.getMessage()));
    }
  }

  private void print(EnvironmentLock first, List<Difference> differences) {
    if (differences.isEmpty()) {
      out().printf("The environments are the same: %s%n", first.environmentDigest());
      return;
    }
    String other = files.size() > 1 ? String.valueOf(files.get(1).getFileName()) : "here";
    TextTable table = new TextTable("FACT", String.valueOf(files.get(0).getFileName()), other);
    for (Difference difference : differences) {
      table.row(difference.name(), difference.first().orElse("-"), difference.second().orElse("-"));
    }
    table.print(out());
  }

  private static ObjectNode json(
      EnvironmentLock first, EnvironmentLock second, List<Difference> differences) {
    ObjectNode json = object();
    json.put("same", differences.isEmpty());
    json.put("first", first.environmentDigest()).put("second", second.environmentDigest());
    ArrayNode rows = json.putArray("differences");
    for (Difference difference : differences) {
      rows.addObject()
          .put("fact", difference.name())
          .put("first", difference.first().orElse(null))
          .put("second", difference.second().orElse(null));
    }
    return json;
  }
}
