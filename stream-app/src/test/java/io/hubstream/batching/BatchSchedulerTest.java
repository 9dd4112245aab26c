package io.hubstream.batching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubstream.content.ModelInput;
import io.hubstream.content.ModelVersion;
import io.hubstream.serving.InferenceException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class BatchSchedulerTest {
  private static final Duration LONG = Duration.ofMinutes(10);
  private final ScriptedServable servable = new ScriptedServable();

  @Test
  void shouldRunAFullBatchWithoutWaiting() throws Exception {
    // Given
    try (BatchScheduler scheduler = scheduler(List.of(8), LONG, 1)) {
      List<CompletableFuture<InferenceResult>> futures = new ArrayList<>();

      // When
      for (int i = 0; i < 8; i++) {
        futures.add(FutureRow.submit(scheduler, servable, new ModelInput.Text("x".repeat(i))));
      }

      // Then
      for (int i = 0; i < 8; i++) {
        assertThat(embedding(futures.get(i))).containsExactly(i);
      }
      assertThat(servable.sizes).containsExactly(8);
    }
  }

  @Test
  void shouldCloseAHalfFullBatchWhenItsOldestRowIsOldEnough() throws Exception {
    // Given
    try (BatchScheduler scheduler = scheduler(List.of(8), Duration.ofMillis(20), 1)) {
      // When
      CompletableFuture<InferenceResult> future =
          FutureRow.submit(scheduler, servable, new ModelInput.Text("abc"));

      // Then
      assertThat(embedding(future)).containsExactly(3f);
    }
  }

  @Test
  void shouldCloseAHalfFullBatchWhenACommitWaitsAndNothingMoreIsExpected() throws Exception {
    // Given
    try (BatchScheduler scheduler = scheduler(List.of(8), LONG, 1)) {
      scheduler.expect(List.of(servable));
      CompletableFuture<InferenceResult> first =
          FutureRow.submit(scheduler, servable, new ModelInput.Text("a"));
      try (BatchScheduler.Hurry hurry = scheduler.hurry()) {
        Thread.sleep(50);
        boolean ranWhileOneMoreWasExpected = first.isDone();

        // When
        CompletableFuture<InferenceResult> second =
            FutureRow.submit(scheduler, servable, new ModelInput.Text("bb"));
        scheduler.arrived(List.of(servable));

        // Then
        assertThat(embedding(second)).containsExactly(2f);
        assertThat(embedding(first)).containsExactly(1f);
        assertThat(ranWhileOneMoreWasExpected).isFalse();
        assertThat(servable.sizes).containsExactly(2);
      }
    }
  }

  @Test
  void shouldWaitForARecordThatIsOnItsWayAndNotLinger() throws Exception {
    // Given
    BatchPolicy policy = new BatchPolicy(List.of(8), Duration.ZERO, LONG);
    try (BatchScheduler scheduler = scheduler(policy, 2)) {
      scheduler.expect(List.of(servable));
      CompletableFuture<InferenceResult> first =
          FutureRow.submit(scheduler, servable, new ModelInput.Text("a"));
      Thread.sleep(50);
      boolean ranWhileOneMoreWasExpected = first.isDone();

      // When
      FutureRow.submit(scheduler, servable, new ModelInput.Text("bb"));
      scheduler.arrived(List.of(servable));

      // Then
      assertThat(embedding(first)).containsExactly(1f);
      assertThat(ranWhileOneMoreWasExpected).isFalse();
      assertThat(servable.sizes).containsExactly(2);
    }
  }

  @Test
  void shouldNotWaitLongerThanTheTimeoutForARecordThatIsOnItsWay() throws Exception {
    // Given
    BatchPolicy policy = new BatchPolicy(List.of(8), Duration.ZERO, Duration.ofMillis(20));
    try (BatchScheduler scheduler = scheduler(policy, 1)) {
      scheduler.expect(List.of(servable));

      // When
      CompletableFuture<InferenceResult> row =
          FutureRow.submit(scheduler, servable, new ModelInput.Text("a"));

      // Then
      assertThat(embedding(row)).containsExactly(1f);
    }
  }

  @Test
  void shouldNotLetAModelWaitForTheRecordsOfAnother() throws Exception {
    // Given
    ScriptedServable other = new ScriptedServable();
    BatchPolicy policy = new BatchPolicy(List.of(8), Duration.ZERO, LONG);
    try (BatchScheduler scheduler = scheduler(policy, 1)) {
      scheduler.expect(List.of(other));

      // When
      CompletableFuture<InferenceResult> row =
          FutureRow.submit(scheduler, servable, new ModelInput.Text("a"));

      // Then
      assertThat(embedding(row)).containsExactly(1f);
    }
  }

  @Test
  void shouldServeEveryRowExactlyOnceWhenManyThreadsSubmit() {
    // Given
    ScriptedServable other = new ScriptedServable();
    try (BatchScheduler scheduler = scheduler(List.of(1, 4, 16), Duration.ofMillis(1), 2)) {
      // When
      List<CompletableFuture<InferenceResult>> futures =
          IntStream.range(0, 4000)
              .parallel()
              .mapToObj(
                  i ->
                      FutureRow.submit(
                          scheduler,
                          i % 2 == 0 ? servable : other,
                          new ModelInput.Text("x".repeat(i % 50))))
              .toList();

      // Then
      for (int i = 0; i < futures.size(); i++) {
        assertThat(futures.get(i).join().output().embedding().orElseThrow())
            .containsExactly(i % 50);
      }
      assertThat(servable.sizes.stream().mapToInt(Integer::intValue).sum()).isEqualTo(2000);
      assertThat(other.sizes.stream().mapToInt(Integer::intValue).sum()).isEqualTo(2000);
    }
  }

  @Test
  void shouldFailWaitingRowsWhenClosed() {
    // Given
    BatchScheduler scheduler = scheduler(List.of(8), LONG, 1);
    CompletableFuture<InferenceResult> waiting =
        FutureRow.submit(scheduler, servable, new ModelInput.Text("a"));

    // When
    scheduler.close();

    // Then
    assertThatThrownBy(waiting::join).hasRootCauseInstanceOf(IllegalStateException.class);
    assertThat(FutureRow.submit(scheduler, servable, new ModelInput.Text("b")))
        .isCompletedExceptionally();
  }

  @Test
  void shouldGoOnWhenAMeterFails() throws Exception {
    // Given
    BatchMetrics failing =
        new BatchMetrics() {
          @Override
          public void failure(ModelVersion version, InferenceException.Kind kind, int size) {
            throw new IllegalStateException("meter");
          }
        };
    try (BatchScheduler scheduler =
        new BatchScheduler(new BatchPolicy(List.of(1), LONG), 1, Duration.ofSeconds(20), failing)) {
      // When
      CompletableFuture<InferenceResult> refused =
          FutureRow.submit(scheduler, servable, new ModelInput.Text(ScriptedServable.POISON));

      // Then
      assertThatThrownBy(() -> refused.get(20, TimeUnit.SECONDS)).hasMessageContaining("meter");
      assertThat(embedding(FutureRow.submit(scheduler, servable, new ModelInput.Text("abc"))))
          .containsExactly(3f);
    }
  }

  private static BatchScheduler scheduler(List<Integer> sizes, Duration timeout, int concurrency) {
    return scheduler(new BatchPolicy(sizes, timeout), concurrency);
  }

  private static BatchScheduler scheduler(BatchPolicy policy, int concurrency) {
    return new BatchScheduler(policy, concurrency, Duration.ofSeconds(20), BatchMetrics.NONE);
  }

  private static float[] embedding(CompletableFuture<InferenceResult> future) throws Exception {
    return future.get(20, TimeUnit.SECONDS).output().embedding().orElseThrow();
  }
}
