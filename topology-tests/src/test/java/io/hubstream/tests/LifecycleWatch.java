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
import java.util.function.Predicate;
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
    return first(registryOffset, event -> ENDS.contains(event.phase()));
  }

  /** Waits for the first line that says that the change is tried again; empty when none came. */
  Optional<LifecycleEvent> triedAgain(long registryOffset) throws Exception {
    return first(registryOffset, LifecycleEvent::triesAgain);
  }

  private Optional<LifecycleEvent> first(long registryOffset, Predicate<LifecycleEvent> which)
      throws Exception {
    Predicate<LifecycleEvent> ofChange = event -> event.registryOffset() == registryOffset;
    Eventually.within(LIMIT, () -> find(ofChange.and(which)).isPresent());
    return find(ofChange.and(which));
  }

  private Optional<LifecycleEvent> find(Predicate<LifecycleEvent> which) {
    for (ConsumerRecord<byte[], byte[]> record : reader.poll(POLL)) {
      if (AuditRecords.read(topic, record.value()) instanceof AuditView.LifecycleView step) {
        seen.add(step.event());
      }
    }
    return seen.stream().filter(which).findFirst();
  }

  @Override
  public void close() {
    reader.close();
  }
}
