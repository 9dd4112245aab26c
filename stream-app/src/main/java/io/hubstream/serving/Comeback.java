package io.hubstream.serving;

import io.hubstream.content.ModelVersion;
import io.hubstream.serving.LifecycleEvent.Detail;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the version back that was unloaded for one that does not serve. Records wait for it, so it
 * is looked at no more than it must be, and tried until it works; why it does not work stands in
 * the audit, once for each cause, and in what the health check says.
 *
 * <p>Owner thread: the lifecycle thread. Nothing to close.
 */
final class Comeback {
  private static final Logger log = LoggerFactory.getLogger(Comeback.class);

  private final LifecycleWorker.Desk desk;
  private final Map<String, LoadedModel> serving;
  private final MemoryRoom room;
  private final LifecycleNotes notes;
  private Optional<Tried> last = Optional.empty();

  /** Of the pause that is on. */
  private ToldCauses told = new ToldCauses("");

  /**
   * An attempt.
   *
   * @param place what it may still hold
   * @param steps how far it came, of which the first attempt tells at once and a later one when it
   *     works or fails for another cause
   */
  private record Tried(MemoryRoom.Pause pause, MemoryPlace place, HeldSteps steps) {}

  /**
   * @param serving the models that serve, by name; the one that comes back is added
   */
  Comeback(
      LifecycleWorker.Desk desk,
      Map<String, LoadedModel> serving,
      MemoryRoom room,
      LifecycleNotes notes) {
    this.desk = desk;
    this.serving = serving;
    this.room = room;
    this.notes = notes;
  }

  /** Tries once; returns whether the pause is over. */
  boolean tried(MemoryRoom.Pause pause) {
    // A second copy beside one that hangs would only take more memory, and hang as well.
    if (last.filter(t -> t.pause().equals(pause) && t.place().stuck()).isPresent()) {
      return false;
    }
    Tried next = new Tried(pause, room.placeAgain(pause), new HeldSteps(desk.journal()));
    if (last.filter(t -> t.pause().equals(pause)).isEmpty()) {
      told = new ToldCauses(pause);
      next.steps().tell();
    }
    try {
      return ended(next, prepared(next));
    } catch (RuntimeException | Error e) {
      // The lifecycle thread must live on: nobody else can end the pause.
      log.error("loading {} again failed", pause.version().display(), e);
      failed(next, new VersionLife.Rejected(Phase.LOADED, "failed unexpectedly: " + e));
      return false;
    }
  }

  private VersionLife prepared(Tried next) {
    return desk.preparation()
        .writingTo(next.steps()::add)
        .prepare(
            new VersionLife.Requested(next.pause().wanted()),
            next.pause().activatedBy(),
            Replacement.OF_ITSELF,
            desk.queue()::stopped,
            next.place());
  }

  private boolean ended(Tried next, VersionLife end) {
    if (end instanceof VersionLife.Gated gated) {
      next.steps().tell();
      serves(next.pause(), desk.loaded(gated, next.pause().activatedBy(), next.place()));
      return true;
    }
    next.place().giveBack();
    if (end instanceof VersionLife.Rejected rejected) {
      failed(next, rejected);
    } else if (end instanceof VersionLife.Postponed postponed) {
      failed(next, new VersionLife.Rejected(postponed.in(), postponed.reason()));
    }
    return false;
  }

  private void failed(Tried attempt, VersionLife.Rejected why) {
    MemoryRoom.Pause pause = attempt.pause();
    ModelVersion version = pause.version();
    desk.swapping()
        .intake()
        .pause(
            "model %s: %s was unloaded for a version that does not serve, and loading it again fails for now: %s"
                .formatted(version.model(), version.display(), why.reason()));
    if (told.isNew(why.in(), why.reason())) {
      attempt.steps().tell();
      notes.step(
          Phase.REJECTED,
          pause.activatedBy(),
          pause.wanted(),
          Optional.empty(),
          Detail.rejected(
              why.in(),
              "loading it again: %s; records wait, and it is tried again".formatted(why.reason())));
    }
    last = Optional.of(attempt);
  }

  private void serves(MemoryRoom.Pause pause, LoadedModel model) {
    DesiredModel cause = pause.cause();
    DesiredModel by = pause.activatedBy();
    serving.put(by.model(), model);
    String why =
        "loaded again: what it was unloaded for (registry offset %d, asked for by %s) does not serve; records waited %d ms"
            .formatted(cause.registryOffset(), cause.requestedBy(), pause.lasted().toMillis());
    Detail detail = new Detail(Optional.of(why), Optional.of(pause.lasted()), Optional.empty());
    desk.sets()
        .install(
            serving.values(),
            desk.queue().followedWith(cause),
            () -> {
              model.activated(by);
              notes.serves(Phase.ACTIVATED, by, model, Optional.empty(), detail);
            });
    room.pauseOver();
    last = Optional.empty();
    desk.board().serving(by.model(), Optional.of(model.version()));
  }
}
