package io.hubstream.bridge;

import io.hubstream.content.ModelVersion;
import io.hubstream.serving.LifecycleEvent;
import io.hubstream.serving.Phase;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What bridges decided before, as the audit topic tells it. There is no other memory: the topic
 * outlives a restart, and is the same for all bridges.
 *
 * <p>Owned by one thread. Memory: a few hundred bytes for each version that was ever announced.
 */
final class Ledger {
  /**
   * The last decision on a version.
   *
   * @param digest of what was announced
   * @param activated whether it was made the desired one
   */
  record Mark(Sequencer sequencer, String digest, boolean activated) {}

  private record Key(String model, String version) {}

  private record Asked(String by, ModelVersion version) {}

  private final Map<Key, Mark> marks = new HashMap<>();
  private final Map<String, String> newest = new HashMap<>();
  private final Set<Asked> asked = new HashSet<>();
  private final Map<String, Set<ModelVersion>> desired = new HashMap<>();
  private final Letters refused = new Letters();

  /** Takes in a line of the audit; in any order, and again. */
  void add(LifecycleEvent event) {
    Map<String, String> lineage = event.origin().lineage();
    Optional<String> by = event.origin().requestedBy();
    if (event.phase() == Phase.ANNOUNCED && event.version().isPresent()) {
      add(event.version().get(), lineage);
    } else if (event.phase() == Phase.REJECTED && lineage.containsKey(Trace.POSITION)) {
      refused.add(lineage.get(Trace.POSITION), Optional.ofNullable(lineage.get(Trace.DIGEST)));
    } else if (event.version().isPresent() && tellsOfARow(event)) {
      ModelVersion version = event.version().get();
      desired.computeIfAbsent(version.model(), model -> new HashSet<>()).add(version);
      by.ifPresent(who -> asked.add(new Asked(who, version)));
    }
  }

  /** One that lost against another, or against a freeze, has asked for nothing. */
  private static boolean tellsOfARow(LifecycleEvent event) {
    boolean changedNothing =
        event.phase() == Phase.CONFLICT
            || (event.phase() == Phase.REJECTED
                && event.detail().rejectedIn().equals(Optional.of(Phase.REQUESTED)));
    return event.registryOffset() >= 0 && !changedNothing;
  }

  private void add(ModelVersion version, Map<String, String> lineage) {
    String time = lineage.get(Trace.TIME);
    if (time == null) {
      return;
    }
    Mark mark =
        new Mark(
            new Sequencer(Optional.ofNullable(lineage.get(Trace.SEQUENCER)), Instant.parse(time)),
            version.digest(),
            Decision.ACTIVATED.equals(lineage.get(Trace.DECISION)));
    marks.merge(
        new Key(version.model(), version.version()),
        mark,
        (before, now) -> now.sequencer().isAfter(before.sequencer()) ? now : before);
    if (mark.activated()) {
      newest.merge(version.model(), version.version(), Ledger::newer);
    }
  }

  private static String newer(String left, String right) {
    Comparator<String> order = NaturalOrder.INSTANCE;
    return order.compare(left, right) >= 0 ? left : right;
  }

  /** The last decision on a version. */
  Optional<Mark> mark(String model, String version) {
    return Optional.ofNullable(marks.get(new Key(model, version)));
  }

  /** Whether what is announced was decided before: it comes again, or too late. */
  boolean isDecided(Announcement announcement) {
    return mark(announcement.model(), announcement.version())
        .map(mark -> !announcement.sequencer().isAfter(mark.sequencer()))
        .orElse(false);
  }

  /** The newest version of a model that a bridge made the desired one. */
  Optional<String> newestActivated(String model) {
    return Optional.ofNullable(newest.get(model));
  }

  /** Whether an instance of the service has seen that this event asked for this version. */
  boolean isAsked(String by, ModelVersion version) {
    return asked.contains(new Asked(by, version));
  }

  /** The versions of a model that instances of the service have seen desired, whoever asked. */
  Set<ModelVersion> desired(String model) {
    return Set.copyOf(desired.getOrDefault(model, Set.of()));
  }

  /** Whether the event with this digest at this position went to the dead letters. */
  boolean isRefused(String position, String digest) {
    return refused.contains(position, digest);
  }
}
