package io.hubstream.doctor;

import io.hubstream.preflight.ClockSkew;
import io.hubstream.preflight.Contact;
import io.hubstream.preflight.GuaranteeInForce;
import io.hubstream.preflight.KnownRequests;
import io.hubstream.preflight.Preflight;
import io.hubstream.preflight.Right;
import io.hubstream.preflight.TopicFacts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What was seen of the brokers, as rows of a table for people. */
final class BrokersText {
  private BrokersText() {}

  /** A row: what it is about, where that is not as in the row above, and what there is to say. */
  record Row(String name, String value) {}

  static List<Row> rows(Brokers brokers) {
    Preflight seen = brokers.seen();
    List<Row> rows = new ArrayList<>();
    rows.add(
        new Row(
            "Kafka",
            brokers
                .problem()
                .map(problem -> brokers.servers() + ": not ready")
                .orElse(
                    "%s: %d brokers, topics ready".formatted(brokers.servers(), brokers.count()))));
    rows.add(new Row("Profile", brokers.profile()));
    seen.guarantee()
        .map(GuaranteeInForce::line)
        .ifPresent(line -> rows.add(new Row("Guarantee", line)));
    seen.contact().map(Contact::requests).ifPresent(requests -> add(rows, requests));
    add(rows, "Topics", seen.topics().stream().map(BrokersText::topic).toList());
    seen.topics().stream()
        .filter(BrokersText::isMissing)
        .forEach(
            topic -> {
              rows.add(new Row("", "  " + topic.create().kafka()));
              rows.add(new Row("", "  " + topic.create().azure()));
            });
    add(rows, "Rights", seen.rights().stream().map(BrokersText::right).toList());
    rows.add(new Row("Clock", clock(seen.clock())));
    return rows;
  }

  private static void add(List<Row> rows, KnownRequests requests) {
    add(
        rows,
        "Requests",
        requests.all().stream()
            .map(
                known ->
                    "%-24s %-6s %s"
                        .formatted(known.name(), known.versions().orElse("none"), known.note())
                        .stripTrailing())
            .toList());
  }

  private static void add(List<Row> rows, String name, List<String> values) {
    for (int i = 0; i < values.size(); i++) {
      rows.add(new Row(i == 0 ? name : "", values.get(i)));
    }
  }

  private static boolean isMissing(TopicFacts topic) {
    return !topic.there();
  }

  private static String topic(TopicFacts topic) {
    if (topic.partitions().isEmpty()) {
      return "%-24s %s".formatted(topic.name(), topic.problem().orElse("not told"));
    }
    return "%-24s %d partitions, cleanup %s, retention %s, at most %s bytes, time of %s"
        .formatted(
            topic.name(),
            topic.partitions().getAsInt(),
            topic.setting("cleanup.policy").orElse("not told"),
            topic.setting("retention.ms").map(BrokersText::retention).orElse("not told"),
            topic.setting("max.message.bytes").orElse("not told"),
            topic.setting("message.timestamp.type").orElse("not told"));
  }

  private static String retention(String millis) {
    if (!millis.matches("\\d{1,18}")) {
      return "for ever";
    }
    Duration kept = Duration.ofMillis(Long.parseLong(millis));
    return kept.toHours() < 1
        ? millis + " ms"
        : String.format(Locale.ROOT, "%.1f days", kept.toHours() / 24.0);
  }

  private static String right(Right right) {
    return "%-8s on %s: %s (%s)"
        .formatted(
            right.operation(),
            right.on(),
            right.state().name().toLowerCase(Locale.ROOT),
            right.detail());
  }

  private static String clock(ClockSkew clock) {
    Optional<Duration> ahead = clock.ahead();
    return ahead.isEmpty()
        ? "not compared: " + clock.how()
        : "%d ms %s the brokers' (by %s)"
            .formatted(
                ahead.get().abs().toMillis(),
                ahead.get().isNegative() ? "behind" : "ahead of",
                clock.how());
  }
}
