package io.hubstream.schemas;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** How a record says which schema it was written with. */
public enum WireFormat {
  /** Avro's single-object encoding: C3 01, the schema's fingerprint, the record. No registry. */
  SINGLE_OBJECT,

  /**
   * The record alone, and the Kafka header {@code content-type: avro/binary+} with the id that
   * Azure Schema Registry gave the schema.
   */
  AZURE,

  /** A zero byte, the id of four bytes that a schema registry gave the schema, the record. */
  CONFLUENT;

  /** As settings name it. */
  public String setting() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static List<String> settings() {
    return Arrays.stream(values()).map(WireFormat::setting).toList();
  }

  static WireFormat of(String setting) {
    return valueOf(setting.toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  @Override
  public String toString() {
    return setting();
  }
}
