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

  /**
   * An attempt that failed.
   *
   * @param place what it may still hold
   */
  private record Tried(MemoryRoom.Pause pause, MemoryPlace place, String reason) {}

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
    MemoryPlace place = room.placeAgain(pause);
    try {
      return ended(pause, place, prepared(pause, place));
    } catch (RuntimeException | Error e) {
      // The lifecycle thread must live on: nobody else can end the pause.
      log.error("loading {} again failed", pause.version().display(), e);
      failed(pause, place, new VersionLife.Rejected(Phase.LOADED, "failed unexpectedly: " + e));
      return false;
    }
  }

  private VersionLife prepared(MemoryRoom.Pause pause, MemoryPlace place) {
    return desk.preparation()
        .prepare(
            new VersionLife.Requested(pause.wanted()),
            pause.cause(),
            Replacement.OF_ITSELF,
            desk.queue()::stopped,
            place);
  }

  private boolean ended(MemoryRoom.Pause pause, MemoryPlace place, VersionLife end) {
    if (end instanceof VersionLife.Gated gated) {
      serves(pause, desk.loaded(gated, pause.cause(), place));
      return true;
    }
    place.giveBack();
    if (end instanceof VersionLife.Rejected rejected) {
      failed(pause, place, rejected);
    } else if (end instanceof VersionLife.Postponed postponed) {
      failed(pause, place, new VersionLife.Rejected(postponed.in(), postponed.reason()));
    }
    return false;
  }

  private void failed(MemoryRoom.Pause pause, MemoryPlace place, VersionLife.Rejected why) {
    ModelVersion version = pause.version();
    desk.swapping()
        .intake()
        .pause(
            "model %s: %s was unloaded for a version that does not serve, and loading it again fails for now: %s"
                .formatted(version.model(), version.display(), why.reason()));
    if (last.filter(t -> t.pause().equals(pause) && t.reason().equals(why.reason())).isEmpty()) {
      notes.step(
          Phase.REJECTED,
          pause.cause(),
          pause.wanted(),
          Optional.empty(),
          Detail.rejected(
              why.in(),
              "loading it again: %s; records wait, and it is tried again".formatted(why.reason())));
    }
    last = Optional.of(new Tried(pause, place, why.reason()));
  }

  private void serves(MemoryRoom.Pause pause, LoadedModel model) {
    DesiredModel cause = pause.cause();
    serving.put(cause.model(), model);
    String why =
        "loaded again: what it was unloaded for does not serve; records waited %d ms"
            .formatted(pause.lasted().toMillis());
    Detail detail = new Detail(Optional.of(why), Optional.of(pause.lasted()), Optional.empty());
    desk.sets()
        .install(
            serving.values(),
            desk.queue().followedWith(cause),
            () -> {
              model.activated();
              notes.serves(Phase.ACTIVATED, cause, model, Optional.empty(), detail);
            });
    room.pauseOver();
    last = Optional.empty();
    desk.board().serving(cause.model(), Optional.of(model.version()));
  }
}
