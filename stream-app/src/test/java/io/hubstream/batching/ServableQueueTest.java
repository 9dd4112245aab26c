package io.hubstream.batching;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubstream.content.ModelInput;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ServableQueueTest {
  private final ServableQueue queue =
      new ServableQueue(
          new ScriptedServable(), new BatchPolicy(List.of(1, 2, 4), Duration.ofNanos(100)));

  @Test
  void shouldWaitForTheRestOfTheTimeoutWhenBatchIsNotFull() {
    // Given
    add(1000);
    add(1050);

    // When
    long wait = queue.nanosUntilReady(1060, false);

    // Then
    assertThat(wait).isEqualTo(40);
  }

  @Test
  void shouldBeReadyAtOnceWhenFull() {
    // Given
    for (int i = 0; i < 4; i++) {
      add(1000);
    }

    // When
    long wait = queue.nanosUntilReady(1000, false);

    // Then
    assertThat(wait).isZero();
  }

  @Test
  void shouldBeReadyAtOnceWhenACommitWaits() {
    // Given
    add(1000);

    // When
    long wait = queue.nanosUntilReady(1000, true);

    // Then
    assertThat(wait).isZero();
  }

  @Test
  void shouldTakeTheOldestUpToTheLargestSize() {
    // Given
    for (int i = 0; i < 6; i++) {
      add(i);
    }

    // When
    List<BatchItem> batch = queue.take();

    // Then
    assertThat(batch).extracting(BatchItem::enqueuedNanos).containsExactly(0L, 1L, 2L, 3L);
    assertThat(queue.size()).isEqualTo(2);
  }

  private void add(long at) {
    queue.addAll(
        List.of(
            new BatchItem(
                new ModelInput.Text("x"), at, new FutureRow(new CompletableFuture<>()), 0)));
  }
}
