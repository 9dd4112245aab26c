package io.hubstream.schemas;

import org.apache.avro.io.DatumReader;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;

/**
 * How records of one wire format are opened. Any thread may call it, several at once.
 *
 * @param <T> the generated class
 */
interface Framing<T> {

  /**
   * The reader for a record's schema.
   *
   * @throws SerializationException the record is framed in another way, or its schema is not known
   * @throws SchemaRegistryUnavailableException the registry does not say what the schema is
   */
  DatumReader<T> reader(String topic, Headers headers, byte[] data);

  /** Where the Avro binary begins. */
  int bodyOffset();
}
