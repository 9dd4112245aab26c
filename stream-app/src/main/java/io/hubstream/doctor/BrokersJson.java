package io.hubstream.doctor;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hubstream.preflight.BrokerFailure;
import io.hubstream.preflight.Contact;
import io.hubstream.preflight.Preflight;
import io.hubstream.preflight.TopicFacts;
import java.time.Duration;
import java.util.Locale;
import java.util.TreeMap;

/** What was seen of the brokers as JSON. */
final class BrokersJson {
  private BrokersJson() {}

  static void add(Brokers brokers, ObjectNode json) {
    Preflight seen = brokers.seen();
    json.put("servers", brokers.servers()).put("profile", brokers.profile());
    json.put("brokers", brokers.count()).put("ready", brokers.problem().isEmpty());
    json.put("problem", brokers.problem().orElse(null));
    json.put(
        "failure",
        seen.failure()
            .map(BrokerFailure::kind)
            .map(kind -> kind.name().toLowerCase(Locale.ROOT))
            .orElse(null));
    json.put("server", seen.contact().map(Contact::server).orElse(null));
    guarantee(seen, json);
    requests(seen, json.putArray("requests"));
    ArrayNode topics = json.putArray("topics");
    seen.topics().forEach(topic -> topic(topic, topics.addObject()));
    ArrayNode rights = json.putArray("rights");
    seen.rights()
        .forEach(
            right ->
                rights
                    .addObject()
                    .put("on", right.on())
                    .put("operation", right.operation())
                    .put("state", right.state().name().toLowerCase(Locale.ROOT))
                    .put("detail", right.detail()));
    json.putObject("clock")
        .put("aheadMillis", seen.clock().ahead().map(Duration::toMillis).orElse(null))
        .put("how", seen.clock().how());
  }

  private static void guarantee(Preflight seen, ObjectNode json) {
    seen.guarantee()
        .ifPresentOrElse(
            guarantee ->
                json.putObject("guarantee")
                    .put("inForce", guarantee.guarantee().setting())
                    .put("cause", guarantee.cause().name().toLowerCase(Locale.ROOT))
                    .put("reason", guarantee.reason()),
            () -> json.putNull("guarantee"));
  }

  private static void requests(Preflight seen, ArrayNode json) {
    seen.contact().stream()
        .flatMap(contact -> contact.requests().all().stream())
        .forEach(
            known ->
                json.addObject()
                    .put("name", known.name())
                    .put("versions", known.versions().orElse(null))
                    .put("note", known.note().isEmpty() ? null : known.note()));
  }

  private static void topic(TopicFacts topic, ObjectNode json) {
    json.put("name", topic.name()).put("there", topic.there());
    if (topic.partitions().isPresent()) {
      json.put("partitions", topic.partitions().getAsInt());
    } else {
      json.putNull("partitions");
    }
    ObjectNode settings = json.putObject("settings");
    new TreeMap<>(topic.settings()).forEach(settings::put);
    json.put("problem", topic.problem().orElse(null));
    if (!topic.there()) {
      json.put("createKafka", topic.create().kafka());
      json.put("createAzure", topic.create().azure());
    }
  }
}
