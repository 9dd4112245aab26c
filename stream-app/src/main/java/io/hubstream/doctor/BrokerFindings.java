package io.hubstream.doctor;

import io.hubstream.preflight.ClockSkew;
import io.hubstream.preflight.Right;
import io.hubstream.preflight.TopicFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Judges what was seen of the brokers. No thread, no input, no output. */
final class BrokerFindings {
  private static final String AREA = "kafka";

  private BrokerFindings() {}

  static List<Finding> of(Brokers brokers) {
    List<Finding> findings = new ArrayList<>();
    brokers
        .problem()
        .ifPresent(
            problem ->
                findings.add(
                    Finding.problem(
                        AREA, "brokers at %s: %s".formatted(brokers.servers(), problem), "")));
    rights(brokers.seen().rights()).ifPresent(findings::add);
    brokers.seen().topics().forEach(topic -> audit(topic, brokers).ifPresent(findings::add));
    clock(brokers.seen().clock()).ifPresent(findings::add);
    return findings;
  }

  private static Optional<Finding> rights(List<Right> rights) {
    String missing =
        rights.stream()
            .filter(right -> right.state() == Right.State.NO)
            .map(right -> right.operation() + " on " + right.on())
            .collect(Collectors.joining(", "));
    return missing.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Finding.problem(
                AREA,
                "these rights are missing: " + missing,
                "Grant them: with kafka-acls.sh, or on Event Hubs by the role Azure Event Hubs Data"
                    + " Owner on the namespace."));
  }

  /** A topic that is cut off by time forgets who made which result. */
  private static Optional<Finding> audit(TopicFacts topic, Brokers brokers) {
    boolean cut = topic.setting("cleanup.policy").filter("delete"::equals).isPresent();
    return cut && topic.create().kafka().contains("cleanup.policy=compact") && isReady(brokers)
        ? Optional.of(
            Finding.note(
                AREA,
                "topic '%s' has cleanup.policy=delete: its records end with its retention"
                    .formatted(topic.name()),
                "Make it with cleanup.policy=compact: " + topic.create().preferred()))
        : Optional.empty();
  }

  private static boolean isReady(Brokers brokers) {
    return brokers.problem().isEmpty();
  }

  private static Optional<Finding> clock(ClockSkew clock) {
    if (!clock.notable()) {
      return Optional.empty();
    }
    String message =
        "this machine's clock is %d s off the brokers'"
            .formatted(clock.ahead().orElseThrow().abs().toSeconds());
    String advice = "Let it follow a time server (chrony, systemd-timesyncd).";
    return Optional.of(
        clock.tooFar()
            ? Finding.problem("clock", message + ": tokens are refused", advice)
            : Finding.note("clock", message, advice));
  }
}
