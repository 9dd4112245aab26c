package io.hubstream.topology;

import io.hubstream.content.ModelResult;
import io.hubstream.content.Outcome;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * The results of single chunks, which give way where a result would pass the broker's limit: the
 * whole document's result stays. Pure.
 */
final class ChunkLists {
  /** On a result whose chunk results were left out: how many bytes it would have had with them. */
  static final String OMITTED = "hubstream.result.chunks-omitted";

  private ChunkLists() {}

  /** The same outcome without them; empty when it has none. */
  static Optional<Outcome.Enriched> without(Outcome.Enriched outcome) {
    boolean had = false;
    List<ModelResult> results = new ArrayList<>(outcome.results().size());
    for (ModelResult result : outcome.results()) {
      if (result instanceof ModelResult.Ok ok && !ok.chunks().isEmpty()) {
        had = true;
        results.add(
            new ModelResult.Ok(
                ok.version(),
                ok.embedding(),
                ok.top(),
                ok.chunkCount(),
                List.of(),
                ok.preprocessingId(),
                ok.execution()));
      } else {
        results.add(result);
      }
    }
    return had
        ? Optional.of(
            new Outcome.Enriched(
                outcome.item(),
                outcome.contentSha256(),
                outcome.route(),
                results,
                outcome.timings()))
        : Optional.empty();
  }

  /** Headers that say so; the given ones stay as they are. */
  static Headers marked(Headers headers, long bytes) {
    Headers marked = new RecordHeaders(headers);
    marked.remove(OMITTED);
    marked.add(OMITTED, Long.toString(bytes).getBytes(StandardCharsets.UTF_8));
    return marked;
  }
}
