/**
 * The records of every topic, generated from {@code src/main/avro}, and the Kafka serdes for them.
 *
 * <p>Purpose: all that a producer of content or a consumer of results needs besides kafka-clients.
 * Threads: everything here can be used by several threads at once; there is no background thread of
 * its own. Neighbours: no other package of Hubstream; of them, {@code records} imports this one,
 * and {@code azure} the port to a schema registry alone.
 *
 * <p>Wire formats: by default <a
 * href="https://avro.apache.org/docs/1.12.0/specification/#single-object-encoding">Avro's
 * single-object encoding</a>, the bytes C3 01, the CRC-64-AVRO fingerprint of the writer's schema
 * (8 bytes, little-endian) and the Avro binary. It needs no schema registry, and readers accept
 * every schema version in {@code history/}. {@link io.hubstream.schemas.WireConfig} chooses the
 * others, in which an id names the writer's schema: {@code azure} in a header, {@code confluent} in
 * the first five bytes. Readers ask the registry for schemas that they do not know.
 *
 * <p>Avro makes instances only of classes that it was told to trust. Loading any serde of this
 * package tells it; before that, Avro's own {@code fromByteBuffer} and {@code newBuilder(other)} of
 * the generated classes fail.
 */
package io.hubstream.schemas;
