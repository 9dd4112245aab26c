package io.hubstream.records;

import io.hubstream.content.ModelResult;
import io.hubstream.content.SourcePosition;
import io.hubstream.content.Timings;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A result as it was read back from the enriched topic. */
public record EnrichedView(
    SourcePosition position,
    String contentId,
    String mediaType,
    Optional<String> title,
    String contentSha256,
    String route,
    List<ModelResult> results,
    Timings timings,
    String instance,
    Instant producedAt,
    Instant enrichedAt) {
  public EnrichedView {
    results = List.copyOf(results);
  }
}
