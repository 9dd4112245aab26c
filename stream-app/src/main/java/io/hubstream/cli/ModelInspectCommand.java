package io.hubstream.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hubstream.artifacts.ModelFolder;
import io.hubstream.serving.ManifestHints;
import io.hubstream.serving.ModelManifest;
import io.hubstream.serving.ModelRefusedException;
import io.hubstream.serving.tensorflow.Inspection;
import io.hubstream.serving.tensorflow.SavedModelInspector;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hubstream model inspect}. */
@Command(
    name = "inspect",
    description = "Shows what a SavedModel holds, and what is inferred from it and why.",
    footer = {
      "",
      "Examples:",
      "  hubstream model inspect exports/mobilenet",
      "  hubstream model inspect exports/mobilenet --labels labels.txt --value-range -1..1",
      "",
      "Exits with 1 when content cannot be routed to the model; the reason is printed."
    })
final class ModelInspectCommand extends BaseCommand {
  @Parameters(paramLabel = "DIR", description = "A SavedModel, or a folder with version folders.")
  private Path folder = Path.of(".");

  @Mixin private HintOptions hints = new HintOptions();

  @Option(names = "--json", description = "Print one JSON object for each version.")
  private boolean json;

  @Override
  public Integer call() throws IOException, ModelRefusedException {
    SavedModelInspector inspector = new SavedModelInspector();
    ManifestHints said = hints.hints();
    boolean routable = true;
    for (Path version : versions(folder)) {
      Inspection inspection = inspector.inspect(version, said);
      routable &= inspection.routable();
      if (json) {
        out().println(compact(json(version, inspection)));
      } else {
        print(version, inspection);
      }
    }
    return routable ? 0 : CommandFailure.FAILED;
  }

  static List<Path> versions(Path folder) throws IOException, ModelRefusedException {
    return ModelFolder.of(folder) instanceof ModelFolder.Versions versions
        ? versions.versions()
        : List.of(folder);
  }

  private void print(Path version, Inspection inspection) {
    out().printf("%s%n", version);
    out()
        .printf(
            "  verdict         %s%n",
            inspection.routable()
                ? "can serve content"
                : inspection.loadable()
                    ? "can be loaded, but no content can be routed to it"
                    : "cannot be served");
    out()
        .printf(
            "  graph           tags %s of %s, %,d bytes%n",
            inspection.contents().tags(),
            inspection.contents().tagSets(),
            inspection.contents().sizeBytes());
    for (Inspection.Signature signature : inspection.contents().signatures()) {
      out().printf("  signature       %s %s%n", signature.name(), signature.method());
      signature
          .inputs()
          .forEach(
              p -> out().printf("    in            %s: %s (%s)%n", p.key(), p.type(), p.tensor()));
      signature
          .outputs()
          .forEach(
              p -> out().printf("    out           %s: %s (%s)%n", p.key(), p.type(), p.tensor()));
    }
    found("input", inspection.inference().input(), ModelInspectCommand::text);
    found("embedding", inspection.inference().embedding(), ModelInspectCommand::text);
    found("classification", inspection.inference().classification(), ModelInspectCommand::text);
    inspection
        .inference()
        .labels()
        .ifPresent(
            labels ->
                out()
                    .printf(
                        "  labels          %d %s%n                  because %s%n",
                        labels.value().size(),
                        labels.value().stream().limit(5).toList(),
                        labels.reason()));
    list("repaired", inspection.verdict().repairs());
    list("refused", inspection.verdict().refusals());
    list("not routable", inspection.verdict().notRoutable());
  }

  private <T> void found(
      String what, Optional<Inspection.Found<T>> found, Function<T, String> text) {
    found.ifPresent(
        f ->
            out()
                .printf(
                    "  %-15s %s%n                  because %s%n",
                    what, text.apply(f.value()), f.reason()));
  }

  private static String text(ModelManifest.Input input) {
    return input.elementType() + ", " + input.preprocessing().id();
  }

  private static String text(ModelManifest.EmbeddingOutput output) {
    return "%s of %s, %d values"
        .formatted(output.port().output(), output.port().signature(), output.dimension());
  }

  private static String text(ModelManifest.ClassificationOutput output) {
    return "%s of %s, %s"
        .formatted(
            output.port().output(),
            output.port().signature(),
            output.form().name().toLowerCase(Locale.ROOT));
  }

  private void list(String what, List<String> texts) {
    texts.forEach(text -> out().printf("  %-15s %s%n", what, text));
  }

  private static ObjectNode json(Path version, Inspection inspection) {
    ObjectNode json = object();
    json.put("folder", version.toString()).put("loadable", inspection.loadable());
    json.put("routable", inspection.routable());
    json.put("sizeBytes", inspection.contents().sizeBytes());
    ArrayNode signatures = json.putArray("signatures");
    for (Inspection.Signature signature : inspection.contents().signatures()) {
      ObjectNode node = signatures.addObject();
      node.put("name", signature.name()).put("method", signature.method());
      ports(node.putArray("inputs"), signature.inputs());
      ports(node.putArray("outputs"), signature.outputs());
    }
    inferred(json, "input", inspection.inference().input(), ModelInspectCommand::text);
    inferred(json, "embedding", inspection.inference().embedding(), ModelInspectCommand::text);
    inferred(
        json, "classification", inspection.inference().classification(), ModelInspectCommand::text);
    inspection.verdict().repairs().forEach(json.putArray("repairs")::add);
    inspection.verdict().refusals().forEach(json.putArray("refusals")::add);
    inspection.verdict().notRoutable().forEach(json.putArray("notRoutable")::add);
    return json;
  }

  private static void ports(ArrayNode json, List<Inspection.Port> ports) {
    for (Inspection.Port port : ports) {
      json.addObject().put("key", port.key()).put("tensor", port.tensor()).put("type", port.type());
    }
  }

  private static <T> void inferred(
      ObjectNode json, String name, Optional<Inspection.Found<T>> found, Function<T, String> text) {
    found.ifPresent(
        f -> json.putObject(name).put("value", text.apply(f.value())).put("because", f.reason()));
  }
}
