package io.hubstream.content;

/**
 * Why a record could not be enriched. The name is the value of the {@code hubstream.error.kind}
 * header of its dead letter, and the tag of the dead-letter counter.
 */
public enum FailureKind {
  /** The value is no readable content event: wrong framing, wrong schema, broken Avro. */
  MALFORMED_EVENT,
  /** An event of an outside registry cannot become an update of ours. */
  REGISTRY_EVENT,
  /** The Kafka timestamp is negative. */
  NEGATIVE_TIMESTAMP,
  /** No decoder for this media type. */
  UNSUPPORTED_MEDIA_TYPE,
  /** No route matches, or no model that serves takes this kind of content. */
  NO_MODEL,
  /** The claim check names something that is not there. */
  PAYLOAD_MISSING,
  /** The payload is larger than the limit. */
  PAYLOAD_TOO_LARGE,
  /** Length or SHA-256 of the payload differ from the claim check. */
  PAYLOAD_MISMATCH,
  /** The claim check names a store or path that is not allowed. */
  PAYLOAD_REFUSED,
  /** The bytes are not what the media type says, or are damaged. */
  UNDECODABLE,
  /** The decoded form would pass a limit: pixels, text length. */
  LIMIT_EXCEEDED,
  /** The document parser ran out of time or memory, or died. */
  PARSER_FAILED,
  /** The document holds no text. */
  EMPTY_CONTENT,
  /** The model refused this input. */
  MODEL_INPUT,
  /** The model gave NaN or infinite values. */
  MODEL_OUTPUT,
  /** A model that the route requires failed. */
  REQUIRED_MODEL_FAILED,
  /** The result would pass the broker's message limit. */
  RESULT_TOO_LARGE
}
