package io.hubstream.cli;

import io.hubstream.artifacts.ModelPackager;
import io.hubstream.artifacts.PackageRequest;
import io.hubstream.artifacts.PackagedModel;
import io.hubstream.publishing.ContentFiles;
import io.hubstream.publishing.OfflineRuntime;
import io.hubstream.publishing.SampleRecorder;
import io.hubstream.serving.GoldenSample;
import io.hubstream.serving.ModelManifest;
import io.hubstream.serving.ModelRefusedException;
import io.hubstream.serving.tensorflow.SavedModelInspector;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hubstream model package}. */
@Command(
    name = "package",
    description =
        "Completes a SavedModel folder with hubstream-model.json: digests, input, outputs, labels,"
            + " owner, lineage. From then on the folder is immutable.",
    footer = {
      "",
      "Examples:",
      "  hubstream model package exports/scenes --model scenes --version 3 --owner me@example.org",
      "  hubstream model package exports/pets --model pets --version 1 --labels pets.txt",
      "  hubstream model package exports/pets --golden cat.jpg dog.jpg --warmup pictures/",
      "",
      "Golden samples are stored in the folder with what the model makes of them now; a service",
      "runs them again before the version may serve, and refuses it if it gives something else."
    })
final class ModelPackageCommand extends BaseCommand {
  @Parameters(paramLabel = "DIR", description = "Folder with saved_model.pb.")
  private Path folder = Path.of(".");

  @Option(
      names = "--model",
      paramLabel = "NAME",
      description = "Name of the model. Default: the folder's, or that of the folder above.")
  private Optional<String> model = Optional.empty();

  @Option(
      names = "--version",
      paramLabel = "VERSION",
      description = "Name of the version. Default: the folder's if it is a number, else 1.")
  private Optional<String> version = Optional.empty();

  @Option(names = "--owner", paramLabel = "WHO", description = "Who answers for the model.")
  private String owner = System.getProperty("user.name", "unknown");

  @Option(
      names = "--source",
      paramLabel = "HANDLE",
      description = "Lineage: where the model comes from, a URL or a handle.")
  private Optional<String> source = Optional.empty();

  @Option(names = "--training-run", paramLabel = "ID", description = "Lineage: the training run.")
  private String trainingRun = "";

  @Option(names = "--dataset", paramLabel = "ID", description = "Lineage: the training data.")
  private String dataset = "";

  @Mixin private HintOptions hints = new HintOptions();

  @Option(
      names = "--golden",
      arity = "1..*",
      paramLabel = "FILE",
      description = "Files or folders of golden samples.")
  private List<Path> golden = new ArrayList<>();

  @Option(
      names = "--tolerance",
      paramLabel = "SHARE",
      description =
          "How far outputs of golden samples may be off, 0 to 1; default ${DEFAULT-VALUE}.",
      defaultValue = "" + GoldenSample.DEFAULT_TOLERANCE)
  private double tolerance;

  @Option(
      names = "--warmup",
      arity = "1..*",
      paramLabel = "FILE",
      description = "Files or folders that become warm-up requests, also for TensorFlow Serving.")
  private List<Path> warmUp = new ArrayList<>();

  @Mixin private OpOptions ops = new OpOptions();

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Override
  public Integer call() throws IOException, ModelRefusedException {
    Path real = folder.toRealPath();
    String folderName = String.valueOf(real.getFileName());
    boolean numbered = folderName.matches("[0-9]+");
    Path parent = real.getParent();
    String inferredName =
        numbered && parent != null ? String.valueOf(parent.getFileName()) : folderName;
    PackageRequest request =
        new PackageRequest(
            real,
            model.orElse(inferredName),
            version.orElse(numbered ? folderName : "1"),
            owner,
            new ModelManifest.Lineage(source.orElse(real.toUri().toString()), trainingRun, dataset),
            Optional.empty(),
            hints.hints(),
            Clock.systemUTC().instant());
    print(pack(request));
    return 0;
  }

  private PackagedModel pack(PackageRequest request) throws IOException, ModelRefusedException {
    if (!(tolerance >= 0 && tolerance <= 1)) {
      throw CommandFailure.usage("--tolerance must be from 0 to 1, not " + tolerance);
    }
    SavedModelInspector inspector = new SavedModelInspector(ops.settings());
    if (golden.isEmpty() && warmUp.isEmpty()) {
      return new ModelPackager(inspector).pack(request);
    }
    SampleRecorder.Files files =
        new SampleRecorder.Files(listed(golden), listed(warmUp), tolerance);
    try (OfflineRuntime runtime =
        new OfflineRuntime(OfflineRuntime.Settings.allowing(ops.settings()))) {
      return new ModelPackager(inspector, new SampleRecorder(runtime, files)).pack(request);
    }
  }

  private static List<ContentFiles.Named> listed(List<Path> places) throws IOException {
    return places.isEmpty() ? List.of() : ContentFiles.list(places);
  }

  private void print(PackagedModel packaged) {
    int samples = packaged.manifest().golden().size();
    if (json) {
      out()
          .println(
              compact(
                  object()
                      .put("model", packaged.version().model())
                      .put("version", packaged.version().version())
                      .put("digest", packaged.version().digest())
                      .put("folder", packaged.folder().toString())
                      .put("goldenSamples", samples)));
    } else {
      out()
          .printf(
              "Packaged %s%n  digest  %s%n  folder  %s%n",
              packaged.version().display(), packaged.version().digest(), packaged.folder());
      if (samples > 0) {
        out().printf("  golden  %d samples%n", samples);
      }
      err().printf("Next: hubstream model publish %s --store ROOT%n", folder);
    }
  }
}
