package io.hubstream.serving;

import io.hubstream.content.ModelVersion;
import io.hubstream.serving.AdmissionPolicy.Direction;
import io.hubstream.serving.LifecycleEvent.Detail;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the desired state: one update after the other, to its end.
 *
 * <p>Owner thread: the lifecycle thread runs it and owns all its fields; nobody else calls in. When
 * the queue stops, it lets every model go and ends.
 */
final class LifecycleWorker implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(LifecycleWorker.class);
  private static final Duration IDLE = Duration.ofHours(1);

  /** How often one update may have what serves unloaded for it: each time records wait. */
  private static final int MOST_EXCHANGES = 3;

  /** What the worker works with. */
  record Desk(
      DesiredQueue queue,
      Preparation preparation,
      ServingSets sets,
      StatusBoard board,
      LifecycleJournal journal,
      ModelCloser closer,
      Swapping swapping) {

    /** A version in memory, which has its place there from now on. */
    LoadedModel loaded(VersionLife.Gated gated, DesiredModel desired, MemoryPlace place) {
      return new LoadedModel(
          gated,
          desired,
          Preparation.origin(desired, gated.wanted(), gated.lineage()),
          journal,
          closer,
          place.warmed());
    }
  }

  private final Desk desk;
  private final ModelManagerSettings settings;
  private final SortedMap<String, LoadedModel> serving = new TreeMap<>();
  private final WarmShelf shelf = new WarmShelf();
  private final MemoryRoom room;
  private final LifecycleNotes notes;
  private final Comeback comeback;

  LifecycleWorker(Desk desk, ModelManagerSettings settings) {
    this.desk = desk;
    this.settings = settings;
    this.room = new MemoryRoom(desk.swapping(), desk.sets(), shelf, desk.board());
    this.notes = new LifecycleNotes(desk.journal());
    this.comeback = new Comeback(desk, serving, room, notes);
  }

  @Override
  public void run() {
    try {
      while (!desk.queue().stopped()) {
        desk.queue().take(shelf.untilNextExpiry().orElse(IDLE)).ifPresent(this::follow);
        endPause();
        shelf.letExpiredGo();
      }
    } catch (InterruptedException e) {
      // Only close interrupts, to end a fetch; what follows does not wait for anything.
      Thread.currentThread().interrupt();
    } finally {
      letAllGo();
    }
  }

  private void follow(DesiredQueue.Work work) {
    boolean settled = true;
    try {
      settled = work.desired().stable().isEmpty() ? retire(work.desired()) : pursue(work);
    } catch (RuntimeException | Error e) {
      log.error("following the desired state of {} failed", work.desired().model(), e);
      desk.board()
          .progressed(
              work.desired().model(), Phase.REJECTED, Optional.of("failed unexpectedly: " + e));
    } finally {
      if (settled) {
        desk.queue().settle(work.desired());
      }
    }
  }

  /** Returns whether the update is settled. */
  private boolean pursue(DesiredQueue.Work work) {
    DesiredModel desired = work.desired();
    DesiredVersion target = target(work);
    boolean serves = version(desired.model()).equals(Optional.of(target.version()));
    Optional<VersionLife.Rejected> barred =
        desk.preparation().refusal(target, serves ? Direction.BACK : direction(work));
    if (serves && barred.isEmpty()) {
      // Nothing to swap, but what serves now follows the registry up to here.
      if (work.refusal().isEmpty() && !desk.queue().superseded(desired)) {
        desk.swapping().probations().servesAsWanted(target.version());
      }
      desk.board().progressed(desired.model(), statusPhase(work), work.refusal());
      followOnly(desired);
      return true;
    }
    if (work.attempt() == 1) {
      String why = work.refusal().map(r -> "fallback: " + r).orElse(desired.reason());
      write(Phase.REQUESTED, desired, target, Detail.because(why));
    }
    if (barred.isPresent()) {
      return refused(work, target, barred.get());
    }
    // What is still warm has passed the gate, but not beside what serves now.
    Optional<String> objection =
        shelf
            .find(target.version())
            .flatMap(warm -> replacement(desired, target).objection(warm.servable().spec()));
    if (objection.isPresent()) {
      return refused(work, target, new VersionLife.Rejected(Phase.GATED, objection.get()));
    }
    Optional<LoadedModel> warm = shelf.take(target.version());
    if (warm.isPresent()) {
      activate(work, warm.get(), "was still loaded: " + desired.reason());
      return true;
    }
    return prepared(work, target);
  }

  private static Direction direction(DesiredQueue.Work work) {
    return work.desired().rollback() || work.refusal().isPresent()
        ? Direction.BACK
        : Direction.FORWARD;
  }

  private static DesiredVersion target(DesiredQueue.Work work) {
    DesiredModel desired = work.desired();
    return work.refusal().isPresent()
        ? desired.fallback().orElseThrow()
        : desired.stable().orElseThrow();
  }

  private boolean prepared(DesiredQueue.Work work, DesiredVersion target) {
    DesiredModel desired = work.desired();
    boolean served = room.pause().isEmpty();
    MemoryPlace place = room.placeFor(desired, serving);
    VersionLife end =
        desk.preparation()
            .prepare(
                new VersionLife.Requested(target),
                desired,
                replacement(desired, target),
                () -> desk.queue().superseded(desired),
                place);
    if (end instanceof VersionLife.Gated gated) {
      activate(work, desk.loaded(gated, desired, place), reason(work));
      return true;
    }
    place.giveBack();
    if (end instanceof VersionLife.Rejected rejected) {
      return refused(work, target, rejected);
    } else if (end instanceof VersionLife.Postponed postponed) {
      boolean exchanged = served && room.pause().isPresent();
      return postponed(exchanged ? work.exchanged() : work, target, postponed);
    }
    return true;
  }

  private String reason(DesiredQueue.Work work) {
    String reason = work.desired().reason();
    return work.attempt() == 1
        ? reason
        : "attempt %d of %d succeeded: %s"
            .formatted(work.attempt(), settings.retry().attempts(), reason);
  }

  // Going back must always be possible: whoever rolls back knows that consumers will notice.
  private Replacement replacement(DesiredModel desired, DesiredVersion target) {
    Optional<ModelSpec> replaced =
        Optional.ofNullable(serving.get(desired.model()))
            .map(model -> model.servable().spec())
            .or(() -> room.pauseOf(desired.model()).map(MemoryRoom.Pause::spec));
    return new Replacement(replaced, target.breaking() || desired.rollback());
  }

  private boolean postponed(
      DesiredQueue.Work work, DesiredVersion target, VersionLife.Postponed postponed) {
    if (desk.queue().superseded(work.desired())) {
      return true;
    }
    int attempts = settings.retry().attempts();
    if (work.attempt() >= attempts) {
      return refused(work, target, postponed.rejected(attempts));
    }
    if (work.exchanges() >= MOST_EXCHANGES) {
      return refused(work, target, postponed.rejected(work.attempt(), work.exchanges()));
    }
    String state =
        "attempt %d of %d failed: %s".formatted(work.attempt(), attempts, postponed.reason());
    log.warn("model {}: {}", target.version().display(), state);
    desk.board().progressed(target.version().model(), postponed.phase(), Optional.of(state));
    notes.postponed(work, postponed, version(work.desired().model()), attempts);
    desk.queue().putBack(work.again(), settings.retry().pauseAfter(work.attempt()));
    return false;
  }

  private boolean refused(
      DesiredQueue.Work work, DesiredVersion target, VersionLife.Rejected rejected) {
    DesiredModel desired = work.desired();
    String model = desired.model();
    write(Phase.REJECTED, desired, target, Detail.rejected(rejected.in(), rejected.reason()));
    String reason =
        work.refusal().map(first -> first + "; the fallback: ").orElse("") + rejected.reason();
    desk.board().progressed(model, Phase.REJECTED, Optional.of(reason));
    boolean another =
        desired.fallback().isPresent() && !desired.fallback().equals(desired.stable());
    boolean nothingServes = !serving.containsKey(model) && room.pause().isEmpty();
    if (work.refusal().isEmpty() && nothingServes && another) {
      return pursue(work.forFallback(reason));
    }
    // What was unloaded for it serves again: nobody else can end the pause.
    Optional<ModelVersion> served =
        version(model).or(() -> room.pauseOf(model).map(MemoryRoom.Pause::version));
    desk.swapping().probations().refused(desired, rejected, served);
    followOnly(desired);
    return true;
  }

  private void activate(DesiredQueue.Work work, LoadedModel model, String reason) {
    DesiredModel desired = work.desired();
    Optional<LoadedModel> old = Optional.ofNullable(serving.put(desired.model(), model));
    old.ifPresent(LoadedModel::replaced);
    Optional<MemoryRoom.Pause> pause = room.pause();
    Optional<ModelVersion> previous =
        old.map(LoadedModel::version).or(() -> pause.map(MemoryRoom.Pause::version));
    String why = work.refusal().map(refusal -> "fallback: " + refusal).orElse(reason);
    boolean back = desired.rollback() && work.refusal().isEmpty() && previous.isPresent();
    desk.sets()
        .install(
            serving.values(),
            desk.queue().followedWith(desired),
            () -> {
              model.activated(desired);
              notes.serves(
                  Phase.ACTIVATED, desired, model, previous, LifecycleNotes.after(pause, why));
              if (back) {
                notes.serves(Phase.ROLLED_BACK, desired, model, previous, Detail.because(why));
              }
            });
    room.pauseOver();
    desk.swapping().probations().activated(desired, model.version(), previous);
    desk.board().serving(desired.model(), Optional.of(model.version()));
    desk.board().progressed(desired.model(), statusPhase(work), work.refusal());
    old.ifPresent(before -> shelve(desired.model(), before, back));
  }

  /** Nobody else can serve until the model has a version again, so this goes before all else. */
  private void endPause() throws InterruptedException {
    for (int attempt = 1; room.pause().isPresent() && !desk.queue().stopped(); attempt++) {
      MemoryRoom.Pause pause = room.pause().get();
      if (!comeback.tried(pause)) {
        desk.queue()
            .takeOf(pause.version().model(), settings.retry().pauseAfter(attempt))
            .ifPresent(this::follow);
      }
    }
  }

  // The version that a rollback left behind is not a good one: nobody will want it back soon.
  private void shelve(String model, LoadedModel before, boolean rolledBack) {
    Duration keepWarm = settings.rollbackKeepWarm();
    if (rolledBack || keepWarm.isZero()) {
      shelf.drop(model);
      before.letGo();
    } else {
      shelf.put(before, keepWarm);
    }
  }

  private boolean retire(DesiredModel desired) {
    String model = desired.model();
    Optional<LoadedModel> old = Optional.ofNullable(serving.remove(model));
    old.ifPresent(LoadedModel::replaced);
    desk.sets()
        .install(
            serving.values(),
            desk.queue().followedWith(desired),
            () -> notes.retired(desired, old.map(LoadedModel::version)));
    room.pauseOver();
    desk.swapping().probations().retired(model);
    old.ifPresent(LoadedModel::letGo);
    shelf.drop(model);
    desk.board().serving(model, Optional.empty());
    desk.board().progressed(model, Phase.RETIRED, Optional.empty());
    return true;
  }

  private void followOnly(DesiredModel desired) {
    long offset = desk.queue().followedWith(desired);
    if (room.pause().isEmpty() && offset > desk.sets().registryOffset()) {
      desk.sets().install(serving.values(), offset, () -> {});
    }
  }

  private static Phase statusPhase(DesiredQueue.Work work) {
    return work.refusal().isPresent() ? Phase.REJECTED : Phase.ACTIVATED;
  }

  private Optional<ModelVersion> version(String model) {
    return Optional.ofNullable(serving.get(model)).map(LoadedModel::version);
  }

  private void write(Phase phase, DesiredModel desired, DesiredVersion target, Detail detail) {
    notes.step(phase, desired, target, version(desired.model()), detail);
  }

  private void letAllGo() {
    List<LoadedModel> last = List.copyOf(serving.values());
    last.forEach(LoadedModel::replaced);
    desk.sets().close();
    last.forEach(LoadedModel::letGo);
    shelf.clear();
  }
}
