package io.hubstream.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hubstream.audit.InstanceStanding;
import io.hubstream.audit.InstanceStanding.Serving;
import io.hubstream.content.ModelVersion;
import io.hubstream.serving.LifecycleEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What serves on an instance, and why that is not what is desired, as lines or as JSON. */
final class StandingLines {
  private StandingLines() {}

  /** What serves; then, where it is not what is desired, why and how far that has got. */
  static List<String> text(
      String instance, InstanceStanding standing, Optional<ModelVersion> desired) {
    List<String> lines = new ArrayList<>();
    lines.add("%-9s %s".formatted(instance, serving(standing)));
    if (standing.differs(desired)) {
      LifecycleEvent obstacle = standing.obstacle().orElse(standing.last());
      String wanted = desired.map(ModelVersion::version).orElse("nothing");
      lines.add("%-9s %s is wanted: %s".formatted("", wanted, step(obstacle)));
      if (!obstacle.equals(standing.last())) {
        lines.add("%-9s last step: %s".formatted("", step(standing.last())));
      }
    }
    return lines;
  }

  private static String serving(InstanceStanding standing) {
    return standing
        .serving()
        .map(
            now ->
                "serves %s since %s"
                    .formatted(
                        now.version().version(),
                        now.since().map(Instant::toString).orElse("a time that is not known")))
        .orElse("serves nothing");
  }

  private static String step(LifecycleEvent step) {
    return "%s%s%s at %s%s"
        .formatted(
            step.phase(),
            step.detail().rejectedIn().map(in -> " in " + in).orElse(""),
            step.version().map(version -> " " + version.version()).orElse(""),
            step.at(),
            RecordLines.because(step));
  }

  /** The same; the phase and the reason are of what keeps the desired version away, if any. */
  static void json(ObjectNode json, InstanceStanding standing, Optional<ModelVersion> desired) {
    if (standing.serving().isPresent()) {
      Serving now = standing.serving().get();
      version(json.putObject("serving"), now.version())
          .put("since", now.since().map(Instant::toString).orElse(null));
    } else {
      json.putNull("serving");
    }
    json.put("differs", standing.differs(desired));
    json.put("lastStep", standing.last().phase().name());
    step(json, standing.obstacle().orElse(standing.last()));
  }

  private static void step(ObjectNode json, LifecycleEvent step) {
    json.put("phase", step.phase().name());
    json.put("rejectedIn", step.detail().rejectedIn().map(Enum::name).orElse(null));
    json.put("version", step.version().map(ModelVersion::version).orElse(null));
    json.put("at", step.at().toString()).put("reason", step.reason().orElse(null));
  }

  /** A version by its name and digest. */
  static ObjectNode version(ObjectNode json, ModelVersion version) {
    return json.put("version", version.version()).put("digest", version.digest());
  }
}
