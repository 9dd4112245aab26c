package io.hubstream.schemas;

import org.apache.kafka.common.serialization.Serde;

/**
 * The serdes of Hubstream's topics, in Avro's single-object encoding until {@code configure} says
 * another wire format.
 */
public final class HubstreamSerdes {

  private HubstreamSerdes() {}

  /** Values of {@code hubstream.content}. */
  public static Serde<ContentEvent> contentEvent() {
    return new ContentEventSerde();
  }

  /** Values of {@code hubstream.enriched}. */
  public static Serde<EnrichedContent> enrichedContent() {
    return new EnrichedContentSerde();
  }

  /** Values of {@code hubstream.model-audit}. */
  public static Serde<ModelAudit> modelAudit() {
    return new ModelAuditSerde();
  }

  /** Values of {@code hubstream.model-registry}. */
  public static Serde<ModelDesiredState> modelDesiredState() {
    return new ModelDesiredStateSerde();
  }
}
