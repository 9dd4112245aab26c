package io.hubstream.schemas;

import org.apache.avro.Schema;

/** The question that shows whether a registry answers: whether it has today's schema. */
record RegistryCheck(WireFormat format, SchemaRegistry registry, Schema schema) {

  String name() {
    return registry.name();
  }

  /** What a registry files the schema of a topic's values under. */
  static String subject(WireFormat format, String topic, Schema schema) {
    return format == WireFormat.CONFLUENT ? topic + "-value" : schema.getFullName();
  }

  /** Either answer is one. */
  @SuppressWarnings("CheckReturnValue")
  void ask(String topic) {
    registry.find(subject(format, topic, schema), schema.toString());
  }
}
