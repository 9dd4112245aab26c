package io.hubstream.serving;

import io.hubstream.content.ModelVersion;
import io.hubstream.serving.LifecycleEvent.Detail;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Words what the lifecycle worker does, for the journal.
 *
 * <p>Owner thread: the lifecycle thread. Nothing to close.
 */
final class LifecycleNotes {
  private final LifecycleJournal journal;
  private final Map<String, ToldCauses> postponed = new HashMap<>();

  LifecycleNotes(LifecycleJournal journal) {
    this.journal = journal;
  }

  /** A step on the way to what an update wants. */
  void step(
      Phase phase,
      DesiredModel desired,
      DesiredVersion target,
      Optional<ModelVersion> serving,
      Detail detail) {
    journal.write(
        LifecycleEvent.of(
                journal.now(),
                desired.model(),
                phase,
                Preparation.origin(desired, target, Map.of()))
            .ofVersion(target.version())
            .replacing(serving)
            .with(detail));
  }

  /** An attempt failed and is made again, which is told once for each cause. */
  void postponed(
      DesiredQueue.Work work,
      VersionLife.Postponed attempt,
      Optional<ModelVersion> serving,
      int attempts) {
    DesiredModel desired = work.desired();
    Object subject = List.of(desired.registryOffset(), attempt.wanted().version());
    ToldCauses told =
        postponed.getOrDefault(desired.model(), new ToldCauses(subject)).about(subject);
    postponed.put(desired.model(), told);
    if (told.isNew(attempt.in(), attempt.reason())) {
      String reason =
          "attempt %d of %d failed in %s: %s; it is tried again"
              .formatted(work.attempt(), attempts, attempt.in(), attempt.reason());
      step(
          attempt.phase(),
          desired,
          attempt.wanted(),
          serving,
          Detail.postponed(attempt.in(), reason));
    }
  }

  /** A version serves because of an update. */
  void serves(
      Phase phase,
      DesiredModel desired,
      LoadedModel model,
      Optional<ModelVersion> previous,
      Detail detail) {
    LifecycleEvent.Origin loadedBy = model.origin();
    journal.write(
        LifecycleEvent.of(
                journal.now(),
                desired.model(),
                phase,
                new LifecycleEvent.Origin(
                    desired.registryOffset(),
                    Optional.of(desired.requestedBy()),
                    loadedBy.artifactUri(),
                    loadedBy.lineage()))
            .ofVersion(model.version())
            .replacing(previous)
            .with(detail));
  }

  /** Nothing of a model serves any more. */
  void retired(DesiredModel desired, Optional<ModelVersion> previous) {
    journal.write(
        LifecycleEvent.of(
                journal.now(),
                desired.model(),
                Phase.RETIRED,
                new LifecycleEvent.Origin(
                    desired.registryOffset(),
                    Optional.of(desired.requestedBy()),
                    Optional.empty(),
                    Map.of()))
            .replacing(previous)
            .with(Detail.because(desired.reason())));
  }

  /** How an activation went that may have ended a pause. */
  static Detail after(Optional<MemoryRoom.Pause> pause, String why) {
    Optional<Duration> waited = pause.map(MemoryRoom.Pause::lasted);
    String reason =
        waited
            .map(
                time ->
                    "%s; for want of memory %s was unloaded first, and records waited %d ms"
                        .formatted(why, pause.orElseThrow().version().display(), time.toMillis()))
            .orElse(why);
    return new Detail(Optional.of(reason), waited, Optional.empty());
  }
}
