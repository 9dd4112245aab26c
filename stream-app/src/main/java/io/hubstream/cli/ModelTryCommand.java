package io.hubstream.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hubstream.content.BadRecordException;
import io.hubstream.content.ModelResult;
import io.hubstream.decoding.MediaTypeDetector;
import io.hubstream.publishing.ContentFiles;
import io.hubstream.serving.InferenceException;
import io.hubstream.serving.ModelRefusedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hubstream model try}. */
@Command(
    name = "try",
    description = "Sends files through one model version, without Kafka.",
    footer = {
      "",
      "Examples:",
      "  hubstream model try exports/scenes cat.jpg",
      "  hubstream model try exports/scenes pictures/ --labels labels.txt --top 3",
      "",
      "The folder need not be packaged; of a folder with versions the last one is taken."
    })
final class ModelTryCommand extends BaseCommand {
  @Parameters(index = "0", paramLabel = "DIR", description = "A SavedModel, packaged or not.")
  private Path folder = Path.of(".");

  @Parameters(index = "1..*", arity = "1..*", paramLabel = "FILE", description = "What to send.")
  private List<Path> places = new ArrayList<>();

  @Mixin private HintOptions hints = new HintOptions();

  @Mixin private OpOptions ops = new OpOptions();

  @Option(
      names = "--top",
      paramLabel = "N",
      description = "Classes to show; default ${DEFAULT-VALUE}.",
      defaultValue = "5")
  private int top;

  @Option(names = "--json", description = "Print one JSON object for each file.")
  private boolean json;

  @Override
  public Integer call() throws IOException, ModelRefusedException, InterruptedException {
    List<Path> versions = ModelInspectCommand.versions(folder);
    List<ContentFiles.Named> files = ContentFiles.list(places);
    MediaTypeDetector detector = new MediaTypeDetector();
    boolean all = true;
    try (ModelTrial trial =
        ModelTrial.load(versions.get(versions.size() - 1), hints.hints(), ops.settings(), top)) {
      for (ContentFiles.Named file : files) {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file.file()));
        String mediaType = detector.detect(file.name(), bytes);
        try {
          print(file.name(), mediaType, trial.send(mediaType, bytes, file.name()));
        } catch (BadRecordException e) {
          all = false;
          printFailure(file.name(), mediaType, e.kind() + ": " + e.getMessage());
        } catch (InferenceException e) {
          all = false;
          printFailure(file.name(), mediaType, e.kind() + ": " + e.getMessage());
        }
      }
    }
    return all ? 0 : CommandFailure.FAILED;
  }

  private void printFailure(String name, String mediaType, String reason) {
    if (json) {
      out()
          .println(
              compact(
                  object().put("file", name).put("mediaType", mediaType).put("failure", reason)));
    } else {
      out().printf("%s  %s%n  %s%n", name, mediaType, reason);
    }
  }

  private void print(String name, String mediaType, ModelResult result) {
    if (json) {
      ObjectNode node = object().put("file", name).put("mediaType", mediaType);
      out().println(compact(RecordLines.addResult(node, result)));
      return;
    }
    out().printf("%s  %s%n", name, mediaType);
    if (result instanceof ModelResult.Failed failed) {
      out().printf("  %s: %s%n", failed.kind(), failed.reason());
      return;
    }
    ModelResult.Ok ok = (ModelResult.Ok) result;
    ok.top().forEach(label -> out().printf("  %6.4f  %s%n", label.score(), label.label()));
    ok.embedding()
        .ifPresent(
            e ->
                out()
                    .printf(
                        "  embedding of %d values, first %s%n",
                        e.vector().length, first(e.vector())));
    out()
        .printf(
            "  %d input%s, %.1f ms on %s%n",
            ok.chunkCount(),
            ok.chunkCount() == 1 ? "" : "s",
            ok.execution().inferenceMicros() / 1_000.0,
            ok.execution().device());
  }

  private static String first(float[] vector) {
    List<String> values = new ArrayList<>();
    for (int i = 0; i < Math.min(4, vector.length); i++) {
      values.add("%.3f".formatted(vector[i]));
    }
    return values.toString();
  }
}
