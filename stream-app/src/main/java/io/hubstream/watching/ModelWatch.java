package io.hubstream.watching;

import io.hubstream.artifacts.PublishedModel;
import io.hubstream.registry.RegistryPublisher;
import io.hubstream.registry.RegistryRefusedException;
import io.hubstream.registry.RegistrySnapshot;
import io.hubstream.serving.DesiredVersion;
import io.hubstream.serving.ModelRefusedException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.kafka.common.KafkaException;

/**
 * Looks at a base path again and again, and publishes what is new and whole, in numeric order, so
 * that the newest version wins. What was published before it knows from the registry; what it
 * remembers itself only saves work and repeated words.
 *
 * <p>Owner thread: the caller's. It has no close.
 */
public final class ModelWatch {

  /**
   * How a watch goes about it.
   *
   * @param settle how long a folder must keep still
   * @param stage stage of what is published, free text; empty for none
   * @param nanoTime time of this process
   */
  public record Habits(Duration settle, String stage, LongSupplier nanoTime) {}

  private final ServingLayout layout;
  private final WatchedStore store;
  private final WatchedRegistry registry;
  private final Habits habits;
  private final Consumer<WatchEvent> listener;
  private final Settling settling;
  // Empty: for good. A listing: as long as the folder looks so.
  private final Map<Path, Optional<Listing>> decided = new HashMap<>();
  private final Map<Object, String> said = new HashMap<>();
  private int waiting;

  public ModelWatch(
      ServingLayout layout,
      WatchedStore store,
      WatchedRegistry registry,
      Habits habits,
      Consumer<WatchEvent> listener) {
    this.layout = layout;
    this.store = store;
    this.registry = registry;
    this.habits = habits;
    this.listener = listener;
    this.settling = new Settling(habits.settle());
  }

  /**
   * Looks at every version once, and publishes what that completes.
   *
   * @return how many versions it would have to look at again
   */
  public int pass() throws InterruptedException {
    waiting = 0;
    Set<Path> there = new HashSet<>();
    try {
      for (String model : layout.models()) {
        look(model, there);
      }
    } catch (IOException e) {
      // An unmounted share says nothing about the versions that were on it.
      trouble(layout.base(), "%s cannot be read: %s".formatted(layout.base(), e));
      return 1;
    }
    settling.keepOnly(there);
    decided.keySet().retainAll(there);
    said.keySet().removeIf(about -> about instanceof Path folder && !there.contains(folder));
    return waiting;
  }

  private void look(String model, Set<Path> there) throws InterruptedException {
    try {
      for (FoundVersion found : layout.versions(model)) {
        there.add(found.folder());
        look(found);
      }
      said.remove(model);
    } catch (IOException e) {
      trouble(model, "the versions of %s cannot be read: %s".formatted(model, e));
    }
  }

  private void look(FoundVersion found) throws InterruptedException {
    Optional<Listing> before = decided.get(found.folder());
    if (before != null && before.isEmpty()) {
      return;
    }
    Listing listing;
    try {
      listing = Listing.of(found.folder());
    } catch (IOException e) {
      // It changes under our eyes, or the mount's listing is older than what is there.
      settling.forget(found.folder());
      waiting++;
      return;
    }
    if (!listing.hasModel() || (before != null && before.get().equals(listing))) {
      return;
    }
    boolean settled = settling.look(found.folder(), listing, habits.nanoTime().getAsLong());
    if (settled || store.isVouchedFor(found, listing)) {
      consider(new Complete(found, listing, settled));
    } else {
      waiting++;
      tellOnce(found.folder(), "", new WatchEvent.Seen(found));
    }
  }

  /** A version that is whole by all that a look can tell. */
  private record Complete(FoundVersion found, Listing listing, boolean settled) {}

  private void consider(Complete complete) throws InterruptedException {
    try {
      RegistrySnapshot judged = registry.read();
      Standing standing = Standing.of(judged, complete.found().model());
      Standing.Judgement judgement =
          standing.judge(complete.found(), store.holds(complete.found()));
      if (judgement instanceof Standing.Judgement.Publish) {
        publish(complete, judged, standing);
      } else if (judgement instanceof Standing.Judgement.Known) {
        decided.put(complete.found().folder(), Optional.empty());
      } else if (judgement instanceof Standing.Judgement.Skip skip) {
        decide(complete, Optional.empty(), new WatchEvent.Skipped(complete.found(), skip.reason()));
      } else if (judgement instanceof Standing.Judgement.Hold hold) {
        hold(complete, hold.reason());
      }
      said.remove(registry);
    } catch (KafkaException e) {
      waiting++;
      trouble(registry, "the registry does not answer: " + e.getMessage());
    }
  }

  private void publish(Complete complete, RegistrySnapshot judged, Standing standing)
      throws InterruptedException {
    FoundVersion found = complete.found();
    try {
      PublishedModel model = store.add(found, complete.listing());
      if (standing.left().contains(model.version().digest())) {
        hold(complete, standing.heldBack().reason());
        return;
      }
      RegistryPublisher.Published change =
          registry.activate(
              new DesiredVersion(model.version(), model.artifactUri(), habits.stage()), judged);
      if (change.accepted()) {
        decide(complete, Optional.empty(), new WatchEvent.Published(found, model, change.offset()));
      } else {
        hold(complete, "another change of the model was faster; looking again");
      }
    } catch (ModelRefusedException e) {
      refuse(complete, e);
    } catch (StillChangingException e) {
      settling.forget(found.folder());
      waiting++;
    } catch (RegistryRefusedException e) {
      hold(complete, String.valueOf(e.getMessage()));
    } catch (IOException e) {
      waiting++;
      trouble(found.folder(), "%s cannot be copied: %s".formatted(found.display(), e));
    }
  }

  /** What a manifest vouches for by size alone may still be arriving. */
  private void refuse(Complete complete, ModelRefusedException e) {
    if (complete.settled()) {
      decide(
          complete,
          Optional.of(complete.listing()),
          new WatchEvent.Refused(complete.found(), e.reason()));
    } else {
      waiting++;
    }
  }

  private void decide(Complete complete, Optional<Listing> asLongAs, WatchEvent event) {
    decided.put(complete.found().folder(), asLongAs);
    said.remove(complete.found().folder());
    listener.accept(event);
  }

  private void hold(Complete complete, String reason) {
    waiting++;
    tellOnce(complete.found().folder(), reason, new WatchEvent.Held(complete.found(), reason));
  }

  private void trouble(Object about, String reason) {
    tellOnce(about, reason, new WatchEvent.Trouble(reason));
  }

  private void tellOnce(Object about, String reason, WatchEvent event) {
    if (!reason.equals(said.put(about, reason))) {
      listener.accept(event);
    }
  }
}
