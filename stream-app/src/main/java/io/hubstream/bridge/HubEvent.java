package io.hubstream.bridge;

import io.hubstream.content.Sha256;
import io.hubstream.content.SourcePosition;
import java.nio.ByteBuffer;
import java.time.Instant;

/**
 * An event as it lies in an event hub.
 *
 * @param position where: {@code NAMESPACE/HUB}, partition and sequence number
 * @param body its bytes, not copied
 * @param enqueued when the hub took it in
 * @param kind what Event Grid says that it is ({@code Notification} and others); empty where it
 *     does not say
 */
public record HubEvent(SourcePosition position, byte[] body, Instant enqueued, String kind) {

  /** SHA-256 of its bytes, in hexadecimal digits. */
  String digest() {
    return Sha256.hex(ByteBuffer.wrap(body));
  }
}
