package io.hubstream.bridge;

import io.hubstream.records.AuditRecords;
import io.hubstream.records.TopicCodecs;
import io.hubstream.registry.ProvenVersions;
import io.hubstream.registry.RegistryPublisher;
import io.hubstream.registry.RegistryRefusedException;
import io.hubstream.registry.RegistrySnapshot;
import io.hubstream.serving.DesiredVersion;
import io.hubstream.watching.WatchedRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;

/**
 * Makes registry updates of events. When {@link #take} returns, every event of the batch is done
 * with: what it changed, or its dead letter, and the audit of either, are acknowledged by Kafka. An
 * event that comes again changes nothing, whoever took it before. Argued in {@code
 * docs/adr/0019-registry-bridge.md}.
 *
 * <p>Owner thread: none; one batch goes after the other, whichever threads bring them. {@link
 * #stop} makes a batch that waits for something give up. {@link #close} is idempotent and bounded.
 */
public final class RegistryBridge implements AutoCloseable {
  private static final int CONFLICTS = 5;
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(10);
  private static final Comparator<Announcement> IN_ORDER =
      Comparator.comparing(Announcement::model)
          .thenComparing(Announcement::version, NaturalOrder.INSTANCE)
          .thenComparing(announcement -> announcement.sequencer().time())
          .thenComparing(announcement -> announcement.sequencer().blob().orElse(""));

  /**
   * The registry.
   *
   * @param snapshots reads it anew at each call
   * @param proven which versions may become a fallback
   */
  public record Registry(
      String topic, Supplier<RegistrySnapshot> snapshots, ProvenVersions proven) {}

  /**
   * How a bridge goes about it.
   *
   * @param lookupLimit how long what an event names may be out of reach
   */
  public record Habits(
      ActivationPolicy policy,
      ArtifactLookup artifacts,
      Duration lookupLimit,
      Clock clock,
      BridgeListener listener) {}

  private final Registry registry;
  private final Habits habits;
  private final Duration limit;
  private final TopicCodecs codecs;
  private final BridgeTopics topics;
  private final BridgeMemory memory;
  private final Ledger ledger = new Ledger();
  private final Judge judge;
  private final Patience kafka;
  private final Patience lookups;
  private final Set<Integer> claimed = ConcurrentHashMap.newKeySet();
  private final ReentrantLock lock = new ReentrantLock(true);

  /** An announcement, and the event that holds it. */
  private record Announced(Announcement announcement, HubEvent in) {}

  /** What was done. */
  private record Done(Decision decision, OptionalLong offset) {}

  public RegistryBridge(BridgeKafka kafka, AuditRecords records, Registry registry, Habits habits) {
    this.registry = registry;
    this.habits = habits;
    this.limit = kafka.limit();
    this.codecs = kafka.codecs();
    this.topics = new BridgeTopics(kafka, records);
    this.memory = new BridgeMemory(kafka, ledger);
    this.judge = new Judge(habits.policy(), ledger);
    this.kafka = new Patience(habits.listener(), this::reset);
    this.lookups = new Patience(habits.listener(), () -> {});
  }

  // After a failure of Kafka's nothing of its clients is trusted.
  private void reset() {
    topics.reset();
    memory.reset();
  }

  /**
   * From now on events of this partition of the hub may come again. It does not wait for a batch
   * that is under way: whoever shares out the partitions must not stand still.
   */
  public void claimed(int partition) {
    claimed.add(partition);
  }

  /**
   * Takes events, and returns when all of them are done with.
   *
   * @throws IllegalStateException the bridge is being closed; the events must come again
   */
  public void take(List<HubEvent> events) {
    if (events.isEmpty()) {
      return;
    }
    try {
      lock.lockInterruptibly();
      try {
        takeInTurn(events);
      } finally {
        lock.unlock();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted before all events were done with", e);
    } catch (Patience.StoppedException e) {
      throw new IllegalStateException("closed before all events were done with", e);
    }
  }

  private void takeInTurn(List<HubEvent> events) throws InterruptedException {
    for (Integer partition : List.copyOf(claimed)) {
      claimed.remove(partition);
      memory.claimed(partition);
    }
    Map<HubEvent, List<String>> problems = new HashMap<>();
    List<Announced> announced = read(events, problems);
    if (announced.isEmpty() && problems.isEmpty()) {
      return;
    }
    surely(
        () -> {
          memory.catchUp();
          return true;
        });
    for (Announced one : announced) {
      try {
        apply(one.announcement());
      } catch (UnusableEventException e) {
        problems.computeIfAbsent(one.in(), event -> new ArrayList<>()).add(e.reason());
      }
    }
    for (HubEvent event : events) {
      // In their order, so that the first one tells from when on letters may be there already.
      List<String> reasons = problems.getOrDefault(event, List.of());
      if (!reasons.isEmpty()) {
        deadLetter(event, String.join("; ", reasons));
      }
    }
  }

  /** What the events announce, in their order; what is wrong with others goes to the problems. */
  private List<Announced> read(List<HubEvent> events, Map<HubEvent, List<String>> problems) {
    List<Announced> announced = new ArrayList<>();
    for (HubEvent event : events) {
      List<String> ofEvent = new ArrayList<>();
      for (GridEventReader.Element element : GridEventReader.read(event.body())) {
        read(element, event, announced, ofEvent);
      }
      if (!ofEvent.isEmpty()) {
        problems.put(event, ofEvent);
      }
    }
    announced.sort(Comparator.comparing(Announced::announcement, IN_ORDER));
    return announced;
  }

  private void read(
      GridEventReader.Element element,
      HubEvent in,
      List<Announced> announced,
      List<String> problems) {
    if (element instanceof GridEventReader.Element.Broken broken) {
      problems.add(broken.reason());
    } else if (element instanceof GridEventReader.Element.Event event) {
      try {
        Reading reading = EventMeaning.of(event.event());
        if (reading instanceof Reading.Announces announces
            && habits.policy().concerns(announces.announcement().model())) {
          announced.add(new Announced(announces.announcement(), in));
        } else {
          habits.listener().passedOver();
        }
      } catch (UnusableEventException e) {
        problems.add(e.reason());
      }
    }
  }

  private void apply(Announcement announcement)
      throws UnusableEventException, InterruptedException {
    if (ledger.isDecided(announcement)) {
      habits.listener().repeated(announcement);
      return;
    }
    DesiredVersion version =
        lookups.run(Optional.of(habits.lookupLimit()), () -> habits.artifacts().find(announcement));
    Done done = surely(() -> decide(announcement, version));
    Trace.Line line =
        Trace.decided(habits.clock().instant(), announcement, done.decision(), done.offset());
    append(line);
    habits.listener().decided(announcement, done.decision(), done.offset());
  }

  /** Judges, and changes the registry as it was judged; again when somebody else was faster. */
  private Done decide(Announcement announcement, DesiredVersion version)
      throws InterruptedException {
    for (int i = 0; i < CONFLICTS; i++) {
      RegistrySnapshot judged = registry.snapshots().get();
      Decision decision = judge.decide(announcement, version, judged);
      if (!(decision instanceof Decision.Activate)) {
        return new Done(decision, OptionalLong.empty());
      }
      try {
        RegistryPublisher.Published published = activate(announcement, version, judged);
        if (published.accepted()) {
          return new Done(decision, OptionalLong.of(published.offset()));
        }
      } catch (RegistryRefusedException e) {
        return new Done(
            judge.waiting(version, String.valueOf(e.getMessage())), OptionalLong.empty());
      }
    }
    throw new KafkaException(
        "others change model %s at the same time".formatted(announcement.model()));
  }

  private RegistryPublisher.Published activate(
      Announcement announcement, DesiredVersion version, RegistrySnapshot judged)
      throws RegistryRefusedException, InterruptedException {
    GridEvent event = announcement.event();
    return new WatchedRegistry(
            topics.producer(),
            registry.snapshots(),
            registry.topic(),
            new WatchedRegistry.Writing(limit, habits.clock(), codecs),
            new RegistryPublisher.Request(event.by(), event.reason()),
            registry.proven())
        .activate(version, judged);
  }

  /** The letter first: where it stands alone, the audit is written when the event comes again. */
  private void deadLetter(HubEvent event, String reason) throws InterruptedException {
    boolean before =
        surely(
            () -> {
              boolean there = memory.isDeadLettered(event);
              if (!there) {
                topics.deadLetter(event, reason, habits.clock().instant());
              }
              return there;
            });
    if (!ledger.isRefused(Trace.position(event.position()), event.digest())) {
      append(Trace.refused(habits.clock().instant(), event, reason));
    }
    if (!before) {
      habits.listener().deadLettered(event.position(), reason);
    }
  }

  private void append(Trace.Line line) throws InterruptedException {
    surely(
        () -> {
          topics.append(line);
          return true;
        });
    ledger.add(line.event());
  }

  /** For what has no other way to end but that it works. */
  private <T> T surely(Patience.Attempt<T> attempt) throws InterruptedException {
    try {
      return kafka.run(Optional.empty(), attempt);
    } catch (UnusableEventException e) {
      throw new IllegalStateException("no attempt at Kafka is unusable", e);
    }
  }

  /** Makes a batch that waits give up, now and from now on. */
  public void stop() {
    kafka.stop();
    lookups.stop();
  }

  @Override
  public void close() {
    stop();
    try {
      if (lock.tryLock(CLOSE_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        try {
          topics.close();
          memory.close();
        } finally {
          lock.unlock();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
