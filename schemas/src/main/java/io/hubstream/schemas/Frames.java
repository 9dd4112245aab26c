package io.hubstream.schemas;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;

/**
 * What surrounds records of one schema, by topic; the registry is asked once for each topic.
 *
 * <p>Owner thread: none; any may call, and waits for the registry at the first record of a topic.
 */
final class Frames {
  /** More topics than anybody writes: beyond it what is known is forgotten. */
  private static final int MOST = 1_000;

  private final WireFormat format;
  private final SchemaRegistry registry;
  private final Schema schema;
  private final boolean autoRegister;
  private final Map<String, WireFrame> byTopic = new ConcurrentHashMap<>();

  Frames(WireFormat format, SchemaRegistry registry, Schema schema, boolean autoRegister) {
    this.format = format;
    this.registry = registry;
    this.schema = schema;
    this.autoRegister = autoRegister;
  }

  WireFrame of(String topic) {
    WireFrame known = byTopic.get(topic);
    if (known == null) {
      known = ask(RegistryCheck.subject(format, topic, schema));
      if (byTopic.size() >= MOST) {
        byTopic.clear();
      }
      byTopic.put(topic, known);
    }
    return known;
  }

  private WireFrame ask(String subject) {
    String id =
        autoRegister
            ? registry.register(subject, schema.toString())
            : registry
                .find(subject, schema.toString())
                .orElseThrow(
                    () ->
                        new SchemaRegistryRefusedException(
                            "%s has no schema like this version's under %s, and %s is false: register it there first, or set it to true"
                                .formatted(registry.name(), subject, WireConfig.AUTO_REGISTER)));
    return format == WireFormat.CONFLUENT
        ? WireFrame.confluent(Integer.parseInt(id))
        : WireFrame.azure(id);
  }
}
