package io.hubstream.cli;

import io.hubstream.artifacts.FolderDigest;
import io.hubstream.artifacts.ModelFolder;
import io.hubstream.serving.ManifestHints;
import io.hubstream.serving.ModelRefusedException;
import io.hubstream.serving.tensorflow.Inspection;
import io.hubstream.serving.tensorflow.SavedModelInspector;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hubstream model inspect}. */
@Command(
    name = "inspect",
    description = {
      "Shows what a SavedModel holds, what is inferred from it and why, and what would be refused."
          + " The model is neither loaded nor run.",
    },
    footer = {
      "",
      "Examples:",
      "  hubstream model inspect exports/mobilenet",
      "  hubstream model inspect exports/mobilenet --labels labels.txt --value-range -1..1",
      "  hubstream model inspect exports/segmenter --json --allow-op PrintV2",
      "",
      "Exits with 1 when content cannot be routed to the model; the reason is printed."
    })
final class ModelInspectCommand extends BaseCommand {
  @Parameters(paramLabel = "DIR", description = "A SavedModel, or a folder with version folders.")
  private Path folder = Path.of(".");

  @Mixin private HintOptions hints = new HintOptions();

  @Mixin private OpOptions ops = new OpOptions();

  @Option(names = "--json", description = "Print one JSON object for each version.")
  private boolean json;

  @Override
  public Integer call() throws IOException, ModelRefusedException {
    SavedModelInspector inspector = new SavedModelInspector(ops.settings());
    ManifestHints said = hints.hints();
    boolean routable = true;
    for (Path version : versions(folder)) {
      InspectedFolder inspected = inspect(inspector, version, said);
      routable &= inspected.routable();
      if (json) {
        out().println(compact(InspectionJson.of(inspected)));
      } else {
        new InspectionText(out()).print(inspected);
      }
    }
    return routable ? 0 : CommandFailure.FAILED;
  }

  private static InspectedFolder inspect(
      SavedModelInspector inspector, Path version, ManifestHints said) throws IOException {
    FolderDigest digest = FolderDigest.of(version);
    try {
      Inspection inspection = inspector.inspect(version, said);
      return new InspectedFolder(
          version, digest, inspector.policy(), Optional.of(inspection), Optional.empty());
    } catch (ModelRefusedException e) {
      return new InspectedFolder(
          version, digest, inspector.policy(), Optional.empty(), Optional.of(e.reason()));
    }
  }

  static List<Path> versions(Path folder) throws IOException, ModelRefusedException {
    return ModelFolder.of(folder) instanceof ModelFolder.Versions versions
        ? versions.versions()
        : List.of(folder);
  }
}
