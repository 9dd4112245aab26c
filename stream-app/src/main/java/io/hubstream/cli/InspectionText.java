package io.hubstream.cli;

import io.hubstream.serving.ModelManifest;
import io.hubstream.serving.tensorflow.Inspection;
import io.hubstream.serving.tensorflow.Inspection.Found;
import io.hubstream.serving.tensorflow.Inspection.Port;
import io.hubstream.serving.tensorflow.Inspection.Signature;
import io.hubstream.serving.tensorflow.OpFinding;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** What an inspection found, for people. */
final class InspectionText {
  private final PrintWriter out;

  InspectionText(PrintWriter out) {
    this.out = out;
  }

  void print(InspectedFolder inspected) {
    out.printf("%s%n", inspected.folder());
    line(
        "verdict",
        inspected.routable()
            ? "can serve content"
            : inspected.loadable()
                ? "can be loaded, but no content can be routed to it"
                : "cannot be served");
    line(
        "digest",
        inspected.digest().digest().orElse("none")
            + (inspected.digest().packaged() ? " (packaged)" : " (of its files; not packaged)"));
    inspected.inspection().ifPresent(this::print);
    line("op policy", inspected.policy());
    list("refused", inspected.refusals());
    inspected.inspection().ifPresent(found -> list("not routable", found.verdict().notRoutable()));
  }

  private void print(Inspection inspection) {
    line(
        "graph",
        "tags %s of %s, %,d bytes, %,d operations"
            .formatted(
                inspection.contents().tags(),
                inspection.contents().tagSets(),
                inspection.contents().sizeBytes(),
                inspection.contents().operations()));
    for (Signature signature : inspection.contents().signatures()) {
      line("signature", signature.name() + " " + signature.method());
      signature.inputs().forEach(port -> line("  in", text(port)));
      signature.outputs().forEach(port -> line("  out", text(port)));
    }
    line("task", inspection.task().value());
    found("input", inspection.inference().input(), InspectionText::text);
    found("embedding", inspection.inference().embedding(), InspectionText::text);
    found("classification", inspection.inference().classification(), InspectionText::text);
    found("labels", inspection.inference().labels(), InspectionText::labels);
    list("not allowed", inspection.ops().stream().map(OpFinding::display).toList());
    list("repaired", inspection.verdict().repairs());
  }

  private static String text(Port port) {
    return "%s: %s (%s)".formatted(port.key(), port.type(), port.tensor());
  }

  private static String labels(List<String> labels) {
    return labels.isEmpty()
        ? "named by the model itself"
        : labels.size() + " " + labels.stream().limit(5).toList();
  }

  static String text(ModelManifest.Input input) {
    return input.elementType() + ", " + input.preprocessing().id();
  }

  static String text(ModelManifest.EmbeddingOutput output) {
    return "%s of %s, %s"
        .formatted(
            output.port().output(),
            output.port().signature(),
            output.dimension() == 0
                ? "as many values as a first run shows"
                : output.dimension() + " values");
  }

  static String text(ModelManifest.ClassificationOutput output) {
    return "%s of %s, %s"
        .formatted(
            output.port().output(),
            output.port().signature(),
            output.form().name().toLowerCase(Locale.ROOT));
  }

  private <T> void found(String what, Optional<Found<T>> found, Function<T, String> text) {
    found.ifPresent(
        value -> {
          line(what, text.apply(value.value()));
          line("", "because " + value.reason());
        });
  }

  private void list(String what, List<String> texts) {
    texts.forEach(text -> line(what, text));
  }

  private void line(String what, String text) {
    out.printf("  %-15s %s%n", what, text);
  }
}
