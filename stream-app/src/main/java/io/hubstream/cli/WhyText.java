package io.hubstream.cli;

import io.hubstream.audit.Evidence;
import io.hubstream.audit.Explanation;
import io.hubstream.audit.Explanation.Made;
import io.hubstream.content.ModelResult;
import io.hubstream.content.SourcePosition;
import io.hubstream.content.Span;
import io.hubstream.records.AuditView.LifecycleView;
import io.hubstream.records.AuditView.SpanView;
import io.hubstream.records.EnrichedView;
import io.hubstream.records.RuntimeEnvironment;
import io.hubstream.serving.Approval;
import io.hubstream.serving.DesiredVersion;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** An explanation for people. */
final class WhyText {
  private static final int LISTED = 20;

  private final PrintWriter out;

  WhyText(PrintWriter out) {
    this.out = out;
  }

  /**
   * @param earlier other source records of the same content
   */
  void print(Explanation why, List<SourcePosition> earlier) {
    out.println(why.evidence().position());
    out.printf("  %s%n", outcome(why));
    why.spans().forEach(this::print);
    why.models().forEach(this::print);
    why.remarks().forEach(remark -> out.printf("  note: %s%n", remark));
    if (why.disagreements().isEmpty()) {
      out.println("  the topics agree");
    }
    why.disagreements().forEach(one -> out.printf("  DISAGREEMENT: %s%n", one));
    if (!earlier.isEmpty()) {
      out.printf(
          "  the same content before: %s%s%n",
          earlier.stream()
              .skip(Math.max(0, earlier.size() - LISTED))
              .map(SourcePosition::resultId)
              .collect(Collectors.joining(", ")),
          earlier.size() > LISTED ? " and %d more".formatted(earlier.size() - LISTED) : "");
    }
  }

  private static String outcome(Explanation why) {
    Evidence evidence = why.evidence();
    return switch (why.outcome()) {
      case RESULT -> {
        EnrichedView view = evidence.result().orElseThrow().view();
        yield "result at %s of content %s, made at %s on instance %s"
            .formatted(
                evidence.result().orElseThrow().place(),
                view.contentId(),
                view.enrichedAt(),
                view.instance());
      }
      case DEAD_LETTER -> {
        Evidence.Letter letter = evidence.deadLetter().orElseThrow();
        yield "dead letter at %s: %s at %s: %s"
            .formatted(letter.place(), letter.kind(), letter.stage(), letter.message());
      }
      case DELETION -> "a deletion, passed on as such: no model ran";
      case GONE -> "it was processed";
      case UNKNOWN -> "nothing is known of it";
    };
  }

  private void print(SpanView view) {
    Span span = view.span();
    out.printf(
        "  span %s to %d on instance %s, %s%s: %d results, %d dead letters, %d deletions%n",
        span.first(),
        span.lastOffset(),
        view.instance(),
        view.atLeastOnce() ? "at least once" : "exactly once",
        span.mayOverlap() ? ", may overlap another" : "",
        span.counts().results(),
        span.counts().deadLetters(),
        span.counts().deletions());
  }

  private void print(Made made) {
    out.printf("  %s%n", made.version().display());
    line("digest", made.version().digest());
    made.result()
        .filter(ModelResult.Failed.class::isInstance)
        .map(ModelResult.Failed.class::cast)
        .ifPresent(failed -> line("failed", failed.kind() + ": " + failed.reason()));
    made.activation().ifPresent(this::print);
    made.request()
        .ifPresent(step -> line("requested", step.at() + RecordLines.because(step.event())));
    made.update().ifPresent(update -> print(made, update));
    made.environment().ifPresent(environment -> line("environment", text(environment)));
  }

  private void print(LifecycleView step) {
    step.event().origin().requestedBy().ifPresent(by -> line("asked by", by));
    line("activated", step.at() + " on instance " + step.instance() + previous(step));
    step.event().origin().artifactUri().ifPresent(uri -> line("artifact", uri.toString()));
    Map<String, String> lineage = new TreeMap<>(step.event().origin().lineage());
    if (!lineage.isEmpty()) {
      line(
          "lineage",
          lineage.entrySet().stream()
              .map(entry -> entry.getKey() + " " + entry.getValue())
              .collect(Collectors.joining(", ")));
    }
  }

  private static String previous(LifecycleView step) {
    return step.event().previous().map(before -> ", replacing " + before.display()).orElse("");
  }

  private void print(Made made, Evidence.Update update) {
    line(
        "asked",
        "%s, registry offset %d%s"
            .formatted(
                update.state().activation().at(),
                update.offset(),
                update.state().activation().reason().isEmpty()
                    ? ""
                    : ": " + update.state().activation().reason()));
    made.fallbackOf()
        .ifPresent(
            stable ->
                line(
                    "fallback",
                    "of %s (%s), which that update is about"
                        .formatted(stable.display(), stable.digest())));
    line(
        "approved",
        made.wanted()
            .flatMap(DesiredVersion::approval)
            .map(WhyText::text)
            .orElse("by nobody: the update bears no approval of it"));
  }

  private static String text(Approval approval) {
    return "by %s at %s%s%s"
        .formatted(
            approval.approvedBy(),
            approval.at(),
            approval.note().map(note -> ": " + note).orElse(""),
            approval
                .seal()
                .map(
                    seal ->
                        ", signed with %s, gate report %s, environment %s"
                            .formatted(
                                seal.keyId(),
                                seal.evidence().gateReportDigest(),
                                seal.evidence().environmentDigest()))
                .orElse(", not signed"));
  }

  private static String text(RuntimeEnvironment environment) {
    RuntimeEnvironment.Gpu gpu = environment.gpu();
    return "Hubstream %s (commit %s), TensorFlow %s%s%s%s, %s, %s%s"
        .formatted(
            environment.applicationVersion(),
            environment.gitCommit().orElse("unknown"),
            environment.tensorflowVersion(),
            gpu.cuda().map(version -> ", CUDA " + version).orElse(""),
            gpu.cudnn().map(version -> ", cuDNN " + version).orElse(""),
            gpu.driver().map(version -> ", driver " + version).orElse(""),
            environment.platform().jvm(),
            environment.platform().os(),
            environment.digest().map(digest -> ", environment " + digest).orElse(""));
  }

  private void line(String name, String value) {
    out.printf("    %-11s %s%n", name, value);
  }
}
