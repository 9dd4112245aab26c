package io.hubstream.batching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubstream.content.ModelInput;
import io.hubstream.serving.InferenceException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BatchRunnerTest {
  private final BatchPolicy policy = new BatchPolicy(List.of(1, 4, 8, 32), Duration.ofMillis(5));
  private final RunWatch watch = new RunWatch(Duration.ofMillis(200));
  private final BatchRunner runner = new BatchRunner(policy, watch, BatchMetrics.NONE);
  private final List<CompletableFuture<InferenceResult>> futures = new ArrayList<>();

  @AfterEach
  void closeWatch() {
    watch.close();
  }

  @Test
  void shouldFailARunThatHangsAsADeviceError() throws Exception {
    // Given
    ScriptedServable servable = new ScriptedServable();
    List<BatchItem> batch = items(ScriptedServable.HANG, "b");

    // When
    Thread inference = new Thread(() -> runner.run(servable, batch));
    inference.start();

    // Then
    assertThat(causeOf(futures.get(1)).kind()).isEqualTo(InferenceException.Kind.DEVICE);
    assertThat(causeOf(futures.get(0))).hasMessageContaining("inference.timeout.ms=200");
    inference.interrupt();
    inference.join();
  }

  @Test
  void shouldPadToTheNextAllowedSizeWhenBatchIsSmaller() {
    // Given
    ScriptedServable servable = new ScriptedServable();
    List<BatchItem> batch = items("a", "bb", "ccc", "dddd", "eeeee");

    // When
    runner.run(servable, batch);

    // Then
    assertThat(servable.paddedSizes).containsExactly(8);
    assertThat(futures.get(4).join().output().embedding().orElseThrow()).containsExactly(5f);
    assertThat(futures.get(4).join().execution().batchSize()).isEqualTo(5);
    assertThat(futures.get(4).join().execution().paddedBatchSize()).isEqualTo(8);
  }

  @Test
  void shouldFailOnlyThePoisonedRowsWhenInputIsToBlame() {
    // Given
    ScriptedServable servable = new ScriptedServable();
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < 32; i++) {
      texts.add(i == 7 || i == 8 || i == 31 ? ScriptedServable.POISON : "x".repeat(i));
    }
    List<BatchItem> batch = items(texts.toArray(String[]::new));

    // When
    runner.run(servable, batch);

    // Then
    for (int i = 0; i < 32; i++) {
      if (i == 7 || i == 8 || i == 31) {
        assertThat(causeOf(futures.get(i)).kind()).isEqualTo(InferenceException.Kind.INPUT);
      } else {
        assertThat(futures.get(i).join().output().embedding().orElseThrow()).containsExactly(i);
      }
    }
  }

  @Test
  void shouldHalveTheBatchWhenMemoryRunsOut() {
    // Given
    ScriptedServable servable = new ScriptedServable(4);
    List<BatchItem> batch = items("a", "b", "c", "d", "e", "f", "g", "h");

    // When
    runner.run(servable, batch);

    // Then
    assertThat(servable.sizes).containsExactly(8, 4, 4);
    assertThat(futures).allMatch(future -> !future.isCompletedExceptionally());
  }

  @Test
  void shouldFailEveryRowWithoutBisectionWhenTheDeviceFails() {
    // Given
    ScriptedServable servable = new ScriptedServable();
    List<BatchItem> batch = items("a", ScriptedServable.DEVICE_ERROR, "c");

    // When
    runner.run(servable, batch);

    // Then
    assertThat(servable.sizes).containsExactly(3);
    assertThat(futures)
        .allMatch(future -> causeOf(future).kind() == InferenceException.Kind.DEVICE);
  }

  @Test
  void shouldRefuseBatchSizesBelowOne() {
    assertThatThrownBy(() -> new BatchPolicy(List.of(0, 4), Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0");
  }

  private static InferenceException causeOf(CompletableFuture<?> future) {
    try {
      future.join();
    } catch (CompletionException e) {
      return (InferenceException) e.getCause();
    }
    throw new AssertionError("did not fail");
  }

  private FutureRow row() {
    FutureRow row = new FutureRow(new CompletableFuture<>());
    futures.add(row.future());
    return row;
  }

  private List<BatchItem> items(String... texts) {
    List<BatchItem> items = new ArrayList<>();
    for (String text : texts) {
      items.add(new BatchItem(new ModelInput.Text(text), System.nanoTime(), row(), 0));
    }
    return items;
  }
}
