package io.hubstream.schemas;

import org.apache.avro.Schema;
import org.apache.kafka.common.config.ConfigException;

/** Keys of our topics are texts, and none of our records. */
final class EventKeys {
  private EventKeys() {}

  static void refuse(boolean isKey, Schema schema) {
    if (isKey) {
      throw new ConfigException(
          "%s is for values: keys of Hubstream's topics are texts, use Kafka's StringSerializer or StringDeserializer"
              .formatted(schema.getFullName()));
    }
  }
}
