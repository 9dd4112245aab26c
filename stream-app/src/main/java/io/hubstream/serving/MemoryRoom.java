package io.hubstream.serving;

import io.hubstream.content.ModelVersion;
import io.hubstream.serving.memory.MemoryAdmission;
import io.hubstream.serving.memory.MemoryMode;
import io.hubstream.serving.memory.MemoryNeed;
import io.hubstream.serving.memory.ModelSize;
import io.hubstream.serving.memory.Shortage;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes room for a version before it is loaded: beside what is loaded; else by letting go what is
 * kept warm; else by a planned pause, in which the old version of the model is drained and unloaded
 * first. It is refused when even that does not do.
 *
 * <p>Owner thread: the lifecycle thread. A pause that is still on when the process ends ends with
 * it.
 */
final class MemoryRoom {
  private static final Logger log = LoggerFactory.getLogger(MemoryRoom.class);

  /** A stream thread that saw no pause yet may take a few more records in at once. */
  private static final Duration QUIET = Duration.ofMillis(50);

  private static final long POLL_MS = 2;

  /**
   * A planned pause.
   *
   * @param wanted the version that was unloaded, to be loaded again if its successor is refused
   * @param activatedBy the update by which it came to serve
   * @param spec what its consumers rely on
   * @param need what it took of the memory
   * @param cause the update that it was unloaded for
   */
  record Pause(
      DesiredVersion wanted,
      DesiredModel activatedBy,
      ModelSpec spec,
      MemoryNeed need,
      DesiredModel cause,
      long beganNanos) {
    private static Pause of(LoadedModel old, DesiredModel cause, long beganNanos) {
      return new Pause(
          old.wanted(),
          old.activatedBy(),
          old.servable().spec(),
          old.memory().takes(),
          cause,
          beganNanos);
    }

    ModelVersion version() {
      return wanted.version();
    }

    Duration lasted() {
      return Duration.ofNanos(System.nanoTime() - beganNanos);
    }
  }

  private final Swapping swapping;
  private final ServingSets sets;
  private final WarmShelf shelf;
  private final StatusBoard board;
  private Optional<Pause> pause = Optional.empty();

  MemoryRoom(Swapping swapping, ServingSets sets, WarmShelf shelf, StatusBoard board) {
    this.swapping = swapping;
    this.sets = sets;
    this.shelf = shelf;
    this.board = board;
  }

  /** The pause that is on. */
  Optional<Pause> pause() {
    return pause;
  }

  /** The pause that is on for want of a version of this model. */
  Optional<Pause> pauseOf(String model) {
    return pause.filter(on -> on.version().model().equals(model));
  }

  /** A complete set serves again. */
  void pauseOver() {
    if (pause.isPresent()) {
      pause = Optional.empty();
      swapping.intake().resume();
    }
  }

  /**
   * @param serving the models that serve, by name; the one that is unloaded is removed
   */
  MemoryPlace placeFor(DesiredModel desired, Map<String, LoadedModel> serving) {
    return new MemoryPlace(
        verified -> make(verified.wanted().version(), sizeOf(verified), desired, serving));
  }

  /**
   * For the version that served before the pause. It fitted, and nobody is let in while the pause
   * is on, so it fits again unless something is still on its way out: then there is no room for
   * now.
   */
  MemoryPlace placeAgain(Pause ending) {
    return new MemoryPlace(
        verified -> {
          MemoryAdmission memory = swapping.memory();
          ModelVersion version = ending.version();
          if (memory.anyLeaving()) {
            Optional<Shortage> shortage = shortageWithoutWarm(version, ending.need());
            if (shortage.isPresent()) {
              throw noRoomYet(shortage.get());
            }
          }
          return memory.grant(version.model(), sizeOf(verified), ending.need());
        });
  }

  private static ModelSize sizeOf(VersionLife.Verified verified) {
    long graph = 0;
    long others = 0;
    for (ModelManifest.FileEntry file : verified.artifact().manifest().files()) {
      if (file.path().equals("saved_model.pb")) {
        graph += file.size();
      } else {
        others += file.size();
      }
    }
    return new ModelSize(graph, others);
  }

  private MemoryAdmission.Grant make(
      ModelVersion version, ModelSize size, DesiredModel desired, Map<String, LoadedModel> serving)
      throws ModelRefusedException, IOException {
    MemoryAdmission memory = swapping.memory();
    MemoryNeed need = memory.need(version.model(), size);
    Optional<LoadedModel> old = Optional.ofNullable(serving.get(version.model()));
    boolean mayPause = old.isPresent() && memory.mode() != MemoryMode.SIDE_BY_SIDE;
    requireFit(memory.shortageWithout(need, releasable(mayPause ? old : Optional.empty())));
    if (mayPause && memory.mode() == MemoryMode.UNLOAD_FIRST) {
      unload(old.orElseThrow(), version, desired, serving);
      mayPause = false;
    }
    Optional<Shortage> shortage = shortageWithoutWarm(version, need);
    if (shortage.isPresent() && mayPause) {
      unload(old.orElseThrow(), version, desired, serving);
      shortage = memory.shortage(need);
    }
    requireFit(shortage);
    return memory.grant(version.model(), size, need);
  }

  /** Why it does not fit, also when those that are kept warm are let go for it as need be. */
  private Optional<Shortage> shortageWithoutWarm(ModelVersion version, MemoryNeed need)
      throws IOException {
    Optional<Shortage> shortage = swapping.memory().shortage(need);
    for (Optional<LoadedModel> warm = next(shortage); warm.isPresent(); warm = next(shortage)) {
      log.info(
          "{} is no longer kept warm: {} needs the memory",
          warm.get().version().display(),
          version.display());
      letGo(warm.get());
      shortage = swapping.memory().shortage(need);
    }
    return shortage;
  }

  private Optional<LoadedModel> next(Optional<Shortage> shortage) {
    return shortage.isPresent() ? shelf.takeOldest() : Optional.empty();
  }

  private List<MemoryAdmission.Grant> releasable(Optional<LoadedModel> old) {
    List<MemoryAdmission.Grant> grants = new ArrayList<>();
    shelf.models().forEach(model -> grants.add(model.memory()));
    old.ifPresent(model -> grants.add(model.memory()));
    return grants;
  }

  private static void requireFit(Optional<Shortage> shortage)
      throws ModelRefusedException, IOException {
    if (shortage.isPresent()) {
      if (shortage.get().passing().isPresent()) {
        throw noRoomYet(shortage.get());
      }
      throw new ModelRefusedException(
          "too large for the memory: %s. Give the process more memory, retire a model, or publish a smaller version"
              .formatted(shortage.get().figures()));
    }
  }

  private static IOException noRoomYet(Shortage shortage) {
    return new IOException("there is no room for it yet: " + shortage.text());
  }

  private void unload(
      LoadedModel old,
      ModelVersion successor,
      DesiredModel desired,
      Map<String, LoadedModel> serving)
      throws IOException {
    long began = System.nanoTime();
    log.info(
        "{} is unloaded before {} is loaded: records wait meanwhile",
        old.version().display(),
        successor.display());
    swapping.intake().pause("model %s is being exchanged".formatted(successor.model()));
    if (!awaitIdle(old)) {
      swapping.intake().resume();
      throw new IOException(
          "the records in flight were not done within %d ms, so %s was not unloaded to make room"
              .formatted(swapping.drainLimit().toMillis(), old.version().display()));
    }
    old.replaced();
    serving.remove(successor.model());
    pause = Optional.of(Pause.of(old, desired, began));
    sets.park(serving.values());
    board.serving(successor.model(), Optional.empty());
    letGo(old);
  }

  /** Until nobody has leased it for a while. */
  private boolean awaitIdle(LoadedModel old) throws IOException {
    long deadline = System.nanoTime() + swapping.drainLimit().toNanos();
    long idleSince = System.nanoTime();
    while (System.nanoTime() - idleSince < QUIET.toNanos()) {
      sleep();
      if (!sets.idle() || old.heldBy() > 1) {
        idleSince = System.nanoTime();
        if (idleSince > deadline) {
          return false;
        }
      }
    }
    return true;
  }

  private static void sleep() throws IOException {
    try {
      Thread.sleep(POLL_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the records in flight were waited for", e);
    }
  }

  private void letGo(LoadedModel model) throws IOException {
    model.letGo();
    try {
      if (!model.awaitUnloaded(swapping.drainLimit())) {
        log.warn(
            "{} is still leased after {} ms",
            model.version().display(),
            swapping.drainLimit().toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while a version was being unloaded", e);
    }
  }
}
