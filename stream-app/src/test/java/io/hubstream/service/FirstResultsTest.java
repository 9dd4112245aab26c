package io.hubstream.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubstream.batching.BatchMetrics;
import io.hubstream.content.FailureKind;
import io.hubstream.content.MediaKind;
import io.hubstream.content.Outcome;
import io.hubstream.decoding.TextExtractor;
import io.hubstream.serving.ServingMetrics;
import io.hubstream.topology.EnrichmentMetrics;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FirstResultsTest {
  private final List<StartPhase> reached = new ArrayList<>();
  private final List<String> passedOn = new ArrayList<>();
  private final EnrichmentMetrics metrics =
      FirstResults.reported(parts(recording()), reached::add).meters().enrichment();

  @Test
  void shouldReportTheFirstRecordAndOnlyTheFirstResult() {
    metrics.taskBegins("0_0");
    metrics.outcome(deleted(), 1);
    metrics.outcome(deleted(), 1);

    assertThat(reached).containsExactly(StartPhase.FIRST_RECORD, StartPhase.FIRST_RESULT);
  }

  @Test
  void shouldPassEverythingOn() throws ReflectiveOperationException {
    metrics.taskBegins("0_0");
    metrics.outcome(deleted(), 1);
    metrics.deadLetter(FailureKind.UNDECODABLE);
    metrics.decoded(MediaKind.IMAGE, 1);
    metrics.drained(1, Duration.ZERO);
    metrics.window("0_0", 1, 1);
    metrics.windowClosed("0_0");

    assertThat(passedOn)
        .containsExactlyInAnyOrderElementsOf(
            List.of(EnrichmentMetrics.class.getMethods()).stream().map(Method::getName).toList());
  }

  @Test
  void shouldLeaveTheMetersAloneWhenNobodyListens() {
    ServiceParts parts = parts(recording());

    assertThat(FirstResults.reported(parts, StartListener.NONE)).isSameAs(parts);
  }

  private EnrichmentMetrics recording() {
    return (EnrichmentMetrics)
        Proxy.newProxyInstance(
            EnrichmentMetrics.class.getClassLoader(),
            new Class<?>[] {EnrichmentMetrics.class},
            (proxy, method, args) -> {
              passedOn.add(method.getName());
              return null;
            });
  }

  private static ServiceParts parts(EnrichmentMetrics metrics) {
    return new ServiceParts(
        artifact -> {
          throw new AssertionError();
        },
        (mediaType, bytes, wanted) -> {
          throw new AssertionError();
        },
        new NoDocuments(),
        wanted -> {
          throw new AssertionError();
        },
        () -> "none",
        new ServiceParts.Meters(ServingMetrics.NONE, BatchMetrics.NONE, metrics));
  }

  private static Outcome deleted() {
    return new Outcome.Deleted();
  }

  private static final class NoDocuments implements TextExtractor {
    @Override
    public String extract(String mediaType, ByteBuffer bytes, Optional<String> fileName) {
      throw new AssertionError();
    }

    @Override
    public void close() {
      // It holds nothing.
    }
  }
}
