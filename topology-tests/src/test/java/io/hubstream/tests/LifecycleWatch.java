package io.hubstream.tests;

import io.hubstream.records.AuditRecords;
import io.hubstream.records.AuditView;
import io.hubstream.serving.LifecycleEvent;
import io.hubstream.serving.Phase;
import io.hubstream.verify.CommittedReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Reads the lives of model versions off the audit topic, as they become visible.
 *
 * <p>Owner thread: the test's, which reads while it waits.
 */
final class LifecycleWatch implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(20);

  /** With one of these a change of the registry has come to its end. */
  private static final Set<Phase> ENDS =
      Set.of(Phase.ACTIVATED, Phase.REJECTED, Phase.CONFLICT, Phase.RETIRED);

  private final CommittedReader reader;
  private final String topic;
  private final List<LifecycleEvent> seen = new ArrayList<>();

  LifecycleWatch(TestStream stream) {
    this.reader = new CommittedReader(stream.client());
    this.topic = stream.topics.audit();
    reader.follow(List.of(topic), true);
  }

  /** Waits for what became of the change at an offset of the registry; empty when nothing came. */
  Optional<LifecycleEvent> end(long registryOffset) throws Exception {
    Eventually.within(LIMIT, () -> find(registryOffset).isPresent());
    return find(registryOffset);
  }

  private Optional<LifecycleEvent> find(long registryOffset) {
    for (ConsumerRecord<byte[], byte[]> record : reader.poll(POLL)) {
      if (AuditRecords.read(topic, record.value()) instanceof AuditView.LifecycleView step) {
        seen.add(step.event());
      }
    }
    return seen.stream()
        .filter(event -> event.registryOffset() == registryOffset && ENDS.contains(event.phase()))
        .findFirst();
  }

  @Override
  public void close() {
    reader.close();
  }
}
