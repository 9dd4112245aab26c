package io.hubstream.records;

import io.hubstream.content.BadRecordException;
import io.hubstream.content.ContentItem;
import io.hubstream.content.FailureKind;
import io.hubstream.content.MediaTypes;
import io.hubstream.content.Payload;
import io.hubstream.content.Stage;
import io.hubstream.schemas.ContentEvent;
import io.hubstream.schemas.ContentEventDeserializer;
import io.hubstream.schemas.ContentEventSerializer;
import io.hubstream.schemas.InlinePayload;
import io.hubstream.schemas.PayloadReference;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Content events as bytes, in Avro's single-object encoding; {@link TopicCodecs} knows the others.
 * Safe for any thread.
 */
public final class ContentEvents {
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
  private static final ContentEventDeserializer READER = new ContentEventDeserializer();
  private static final ContentEventSerializer WRITER = new ContentEventSerializer();

  private ContentEvents() {}

  /**
   * Reads an event. An inline payload is a view of {@code value}, which must not change afterwards.
   *
   * @param topic for messages
   * @throws BadRecordException MALFORMED_EVENT, saying whether framing, schema or content is wrong
   */
  public static ContentItem read(String topic, byte[] value) throws BadRecordException {
    return read(READER, topic, new RecordHeaders(), value);
  }

  /** As {@link #read(String, byte[])}, in the wire format of the reader. */
  static ContentItem read(
      ContentEventDeserializer reader, String topic, Headers headers, byte[] value)
      throws BadRecordException {
    ContentEvent event;
    try {
      event = reader.deserialize(topic, headers, value);
    } catch (SerializationException e) {
      throw malformed(String.valueOf(e.getMessage()), e);
    }
    if (event == null) {
      throw malformed("the value is null", null);
    }
    String mediaType = MediaTypes.normalise(event.getMediaType());
    if (event.getContentId().isEmpty() || mediaType.isEmpty()) {
      throw malformed("contentId and mediaType must not be empty", null);
    }
    return new ContentItem(
        event.getContentId(),
        Optional.ofNullable(event.getTenant()),
        mediaType,
        payload(event.getPayload()),
        Optional.ofNullable(event.getTitle()),
        event.getAttributes(),
        event.getProducedAt());
  }

  /** Writes an event. */
  public static byte[] write(ContentItem item) {
    return Avro.bytes(WRITER, toAvro(item));
  }

  static ContentEvent toAvro(ContentItem item) {
    return ContentEvent.newBuilder()
        .setContentId(item.contentId())
        .setTenant(item.tenant().orElse(null))
        .setMediaType(item.mediaType())
        .setPayload(avroPayload(item.payload()))
        .setTitle(item.title().orElse(null))
        .setAttributes(item.attributes())
        .setProducedAt(item.producedAt())
        .build();
  }

  private static Payload payload(Object payload) throws BadRecordException {
    if (payload instanceof InlinePayload inline) {
      return new Payload.Inline(inline.getBytes());
    }
    if (payload instanceof PayloadReference reference) {
      return reference(reference);
    }
    throw malformed("the payload is of an unknown kind", null);
  }

  private static Payload reference(PayloadReference reference) throws BadRecordException {
    String sha256 = reference.getSha256().toLowerCase(Locale.ROOT);
    if (!SHA256.matcher(sha256).matches()) {
      throw malformed("the claim check's sha256 is not 64 hexadecimal digits", null);
    }
    if (reference.getLength() < 0) {
      throw malformed("the claim check's length is " + reference.getLength(), null);
    }
    try {
      return new Payload.Reference(
          new URI(reference.getUri()),
          reference.getLength(),
          sha256,
          Optional.ofNullable(reference.getEtag()));
    } catch (URISyntaxException e) {
      // Without its cause, which would show the URI, and a signature in it.
      throw malformed("the claim check's uri is not one: " + e.getReason(), null);
    }
  }

  private static Object avroPayload(Payload payload) {
    if (payload instanceof Payload.Inline inline) {
      return InlinePayload.newBuilder().setBytes(inline.bytes()).build();
    }
    return Avro.reference((Payload.Reference) payload);
  }

  private static BadRecordException malformed(String message, @Nullable Throwable cause) {
    return new BadRecordException(FailureKind.MALFORMED_EVENT, Stage.INTAKE, message, cause);
  }
}
