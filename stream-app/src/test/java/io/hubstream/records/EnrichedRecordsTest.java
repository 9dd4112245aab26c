package io.hubstream.records;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubstream.content.ChunkResult;
import io.hubstream.content.ContentItem;
import io.hubstream.content.Embedding;
import io.hubstream.content.Execution;
import io.hubstream.content.FailureKind;
import io.hubstream.content.ModelResult;
import io.hubstream.content.Outcome;
import io.hubstream.content.Payload;
import io.hubstream.content.ScoredLabel;
import io.hubstream.content.SourcePosition;
import io.hubstream.content.Timings;
import io.hubstream.testing.Versions;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EnrichedRecordsTest {
  private static final SourcePosition POSITION = new SourcePosition("content", 3, 10);

  private final EnrichedRecords records =
      new EnrichedRecords(
          new RuntimeEnvironment(
              "instance-1",
              "1.0",
              Optional.empty(),
              "2.18.0",
              Optional.empty(),
              Optional.empty(),
              RuntimeEnvironment.Platform.current()));

  @Test
  void shouldReadWhatWasWritten() {
    float[] vector = new float[1280];
    vector[7] = 0.5f;
    ModelResult.Ok ok =
        new ModelResult.Ok(
            Versions.version("a", 1),
            Optional.of(new Embedding(vector, true, "space")),
            List.of(new ScoredLabel("cat", 3, 0.9f)),
            2,
            List.of(new ChunkResult(0, 0, 10, Optional.empty(), List.of())),
            "text:2000/200",
            new Execution(3, 8, "cpu", 0));
    ModelResult.Failed failed =
        new ModelResult.Failed(Versions.version("b", 2), FailureKind.MODEL_INPUT, "too dark");
    ContentItem item =
        new ContentItem(
            "c1",
            Optional.empty(),
            "text/plain",
            new Payload.Inline(ByteBuffer.allocate(3)),
            Optional.of("title"),
            Map.of(),
            Instant.EPOCH);
    Outcome.Enriched outcome =
        new Outcome.Enriched(
            item, "0".repeat(64), "documents", List.of(ok, failed), new Timings(1, 2, 3, 4));

    EnrichedView view =
        EnrichedRecords.read("enriched", records.write(POSITION, outcome, Instant.ofEpochMilli(9)));

    assertThat(view.position()).isEqualTo(POSITION);
    assertThat(view.timings()).isEqualTo(new Timings(1, 2, 3, 4));
    assertThat(view.instance()).isEqualTo("instance-1");
    assertThat(view.enrichedAt()).isEqualTo(Instant.ofEpochMilli(9));
    ModelResult.Ok read = (ModelResult.Ok) view.results().get(0);
    assertThat(read.embedding().orElseThrow().vector()).isEqualTo(vector);
    assertThat(read.top()).isEqualTo(ok.top());
    assertThat(read.chunks()).isEqualTo(ok.chunks());
    assertThat(read.version()).isEqualTo(ok.version());
    assertThat(view.results().get(1)).isEqualTo(failed);
  }
}
