package io.hubstream.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubstream.content.ContentItem;
import io.hubstream.content.Payload;
import io.hubstream.routing.Route;
import io.hubstream.routing.RoutePlan;
import io.hubstream.serving.ResultJudge;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HandoverTest {
  private final List<List<Enrichment>> handedOver = new ArrayList<>();
  private final Handover handover = new Handover(handedOver::add);

  @Test
  void shouldKeepSmallRecordsUntilItIsFlushed() {
    // Given
    Enrichment first = inline("text/plain", 1_000);
    Enrichment second = inline("text/plain", 1_000);

    // When
    handover.add(first);
    handover.add(second);
    List<List<Enrichment>> before = List.copyOf(handedOver);
    handover.flush();
    handover.flush();

    // Then
    assertThat(before).isEmpty();
    assertThat(handedOver).containsExactly(List.of(first, second));
  }

  @Test
  void shouldHandOverAtOnceWhatKeepsADecodeThreadBusy() {
    // When
    handover.add(inline("image/png", 300_000));
    handover.add(inline("application/pdf", 10));
    handover.add(
        record(
            "text/plain",
            new Payload.Reference(URI.create("file:/a"), 1, "0".repeat(64), Optional.empty())));

    // Then
    assertThat(handedOver).hasSize(3).allMatch(records -> records.size() == 1);
  }

  @Test
  void shouldNotGatherMoreThanAFewRecords() {
    // When
    for (int i = 0; i < 100; i++) {
      handover.add(inline("text/plain", 1));
    }
    handover.flush();

    // Then
    assertThat(handedOver).allMatch(records -> records.size() <= 16);
    assertThat(handedOver.stream().mapToInt(List::size).sum()).isEqualTo(100);
  }

  private static Enrichment inline(String mediaType, int bytes) {
    return record(mediaType, new Payload.Inline(ByteBuffer.allocate(bytes)));
  }

  private static Enrichment record(String mediaType, Payload payload) {
    ContentItem item =
        new ContentItem(
            "c1", Optional.empty(), mediaType, payload, Optional.empty(), Map.of(), Instant.EPOCH);
    return new Enrichment(
        item,
        new RoutePlan(Route.DEFAULT, List.of()),
        () -> true,
        new OutcomeAssembler(new ResultSettings(1, false, 10), ResultJudge.NONE));
  }
}
