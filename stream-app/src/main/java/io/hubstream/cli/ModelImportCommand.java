package io.hubstream.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hubstream.artifacts.ModelPackager;
import io.hubstream.importing.ArchiveDownload;
import io.hubstream.importing.Credentials;
import io.hubstream.importing.DownloadSettings;
import io.hubstream.importing.HandleParser;
import io.hubstream.importing.ImportRequest;
import io.hubstream.importing.ImportedModel;
import io.hubstream.importing.InvalidHandleException;
import io.hubstream.importing.ModelImport;
import io.hubstream.importing.ModelLimits;
import io.hubstream.service.ApplicationVersion;
import io.hubstream.serving.ModelRefusedException;
import io.hubstream.serving.tensorflow.SavedModelInspector;
import java.io.IOException;
import java.net.URI;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hubstream model import}. */
@Command(
    name = "import",
    description = {
      "Takes a model from TensorFlow Hub, Kaggle, an archive or a folder, and packages it as"
          + " OUT/NAME/VERSION. It appears there whole or not at all.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  hubstream model import https://tfhub.dev/google/nnlm-en-dim50/2 --out models",
      "  hubstream model import google/mobilenet-v2/tensorFlow2/035-224-feature-vector/1 --out models",
      "  hubstream model import https://models.example.org/pets.tar.gz --name pets --version 3"
          + " --out models",
      "  hubstream model import /srv/tf-serving/scenes --version 124 --out models",
      "",
      "Kaggle gives some models only to those who have accepted their licence: set KAGGLE_USERNAME",
      "and KAGGLE_KEY. They are sent to www.kaggle.com and nowhere else."
    })
final class ModelImportCommand extends BaseCommand {
  private static final Pattern SHA256 = Pattern.compile("(?:sha256:)?([0-9a-f]{64})");
  private static final String WORK = ".import";

  @Parameters(
      paramLabel = "HANDLE",
      description =
          "https://tfhub.dev/PUBLISHER/MODEL/VERSION, a Kaggle page or"
              + " PUBLISHER/MODEL/FRAMEWORK/VARIATION/VERSION, the https address of a tar.gz,"
              + " a tar.gz file, a SavedModel, or a base path of TensorFlow Serving.")
  private String handle = "";

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Where to put it, as NAME/VERSION.")
  private Path out = Path.of(".");

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "Name of the model. Default: from the handle.")
  private Optional<String> name = Optional.empty();

  @Option(
      names = "--version",
      paramLabel = "VERSION",
      description =
          "Name of the version; of several version folders it chooses one. Default: from the"
              + " handle, the newest folder, or 1.")
  private Optional<String> version = Optional.empty();

  @Mixin private AttributionOptions attribution = new AttributionOptions();
  @Mixin private HintOptions hints = new HintOptions();

  @Option(
      names = "--hub-url",
      paramLabel = "URL",
      description = "A mirror to ask in place of https://tfhub.dev or https://www.kaggle.com.")
  private Optional<String> hubUrl = Optional.empty();

  @Option(
      names = "--sha256",
      paramLabel = "HEX",
      description = "What the archive must have: another one is not unpacked.")
  private Optional<String> sha256 = Optional.empty();

  @Option(
      names = "--max-bytes",
      paramLabel = "N",
      description = "Most bytes of an archive, and of the model in it. Default: 8589934592.")
  private long maxBytes = ModelLimits.DEFAULT.bytes();

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Override
  public Integer call() throws IOException, ModelRefusedException, InterruptedException {
    if (maxBytes < 1) {
      throw CommandFailure.usage("--max-bytes must be 1 or more");
    }
    ImportRequest request;
    Optional<URI> mirror;
    try {
      request = request();
      mirror =
          hubUrl.isPresent() ? Optional.of(HandleParser.mirror(hubUrl.get())) : Optional.empty();
    } catch (InvalidHandleException e) {
      throw CommandFailure.usage(String.valueOf(e.getMessage()));
    }
    print(run(request, mirror));
    return 0;
  }

  private ImportRequest request() throws IOException, InvalidHandleException {
    return new ImportRequest(
        HandleParser.parse(handle),
        out.toAbsolutePath(),
        new ImportRequest.Naming(name, version),
        attribution.attribution(),
        sha256.map(ModelImportCommand::hex),
        hints.hints());
  }

  private static String hex(String text) {
    var digest = SHA256.matcher(text.strip().toLowerCase(Locale.ROOT));
    if (!digest.matches()) {
      throw CommandFailure.usage("--sha256 takes 64 hexadecimal digits, not '" + text + "'");
    }
    return digest.group(1);
  }

  private ImportedModel run(ImportRequest request, Optional<URI> mirror)
      throws IOException, ModelRefusedException, InterruptedException {
    ModelLimits limits = ModelLimits.DEFAULT.withBytes(maxBytes);
    ArchiveDownload downloads =
        new ArchiveDownload(
            DownloadSettings.defaults("hubstream/" + ApplicationVersion.get()),
            credentials(),
            maxBytes);
    Path parent = request.out().resolve(WORK);
    try (WorkFolder work = WorkFolder.in(parent)) {
      return new ModelImport(
              new ModelPackager(new SavedModelInspector()),
              downloads,
              mirror,
              limits,
              new ImportProgress(err()))
          .run(request, work.path());
    } finally {
      deleteIfEmpty(parent);
    }
  }

  private static void deleteIfEmpty(Path folder) throws IOException {
    try {
      Files.deleteIfExists(folder);
    } catch (DirectoryNotEmptyException e) {
      // Another import is at work there.
    }
  }

  private static Optional<Credentials> credentials() {
    String user = System.getenv("KAGGLE_USERNAME");
    String key = System.getenv("KAGGLE_KEY");
    return user == null || user.isBlank() || key == null || key.isBlank()
        ? Optional.empty()
        : Optional.of(Credentials.kaggle(user, key));
  }

  private void print(ImportedModel imported) {
    String source = imported.model().manifest().lineage().source();
    if (json) {
      ObjectNode node = object();
      node.put("model", imported.model().version().model());
      node.put("version", imported.model().version().version());
      node.put("digest", imported.model().version().digest());
      node.put("folder", imported.model().folder().toString()).put("source", source);
      imported
          .archive()
          .ifPresent(a -> node.put("archiveSha256", a.sha256()).put("archiveBytes", a.bytes()));
      out().println(compact(node));
      return;
    }
    out()
        .printf(
            "Imported %s%n  digest  %s%n  folder  %s%n  source  %s%n",
            imported.model().version().display(),
            imported.model().version().digest(),
            imported.model().folder(),
            source);
    imported
        .archive()
        .ifPresent(a -> out().printf("  archive %,d bytes, --sha256 %s%n", a.bytes(), a.sha256()));
    err().printf("Next: hubstream model publish %s --store ROOT%n", imported.model().folder());
  }
}
