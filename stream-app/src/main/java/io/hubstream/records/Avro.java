package io.hubstream.records;

import io.hubstream.content.Payload;
import io.hubstream.schemas.PayloadReference;
import java.net.URI;
import java.util.Optional;
import org.apache.kafka.common.serialization.Serializer;

/** Small conversions that several record kinds share. */
final class Avro {
  private static final String TOPIC_FOR_MESSAGES = "hubstream";

  private Avro() {}

  /** Serialises a value that is not null. */
  static <T> byte[] bytes(Serializer<T> serializer, T value) {
    return serializer.serialize(TOPIC_FOR_MESSAGES, value);
  }

  static PayloadReference reference(Payload.Reference reference) {
    return PayloadReference.newBuilder()
        .setUri(reference.uri().toString())
        .setLength(reference.length())
        .setSha256(reference.sha256())
        .setEtag(reference.etag().orElse(null))
        .build();
  }

  static Payload.Reference reference(PayloadReference reference) {
    return new Payload.Reference(
        URI.create(reference.getUri()),
        reference.getLength(),
        reference.getSha256(),
        Optional.ofNullable(reference.getEtag()));
  }
}
