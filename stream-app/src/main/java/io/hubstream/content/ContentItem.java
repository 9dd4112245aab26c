package io.hubstream.content;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * One content event, as taken in.
 *
 * @param contentId the producer's id, also the Kafka key
 * @param tenant whose content it is, where the producer says
 * @param mediaType normalised media type ({@code image/png}), without parameters
 * @param payload the bytes or their claim check
 * @param title a title or file name, where the producer gives one
 * @param attributes free attributes that routes may look at
 * @param producedAt when the producer made the event
 */
public record ContentItem(
    String contentId,
    Optional<String> tenant,
    String mediaType,
    Payload payload,
    Optional<String> title,
    Map<String, String> attributes,
    Instant producedAt) {

  public ContentItem {
    Objects.requireNonNull(contentId, "contentId");
    Objects.requireNonNull(mediaType, "mediaType");
    Objects.requireNonNull(payload, "payload");
    attributes = Map.copyOf(attributes);
  }
}
