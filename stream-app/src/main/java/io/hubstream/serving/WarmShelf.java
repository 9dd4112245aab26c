package io.hubstream.serving;

import io.hubstream.content.ModelVersion;
import java.time.Duration;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Replaced versions that stay loaded for a while, so that going back is instant: the last one of
 * each model. They are the first to go when memory is wanted.
 *
 * <p>Owner thread: the lifecycle thread. Nothing to close but by {@link #clear}.
 */
final class WarmShelf {
  private record Shelved(LoadedModel model, long untilNanos) {}

  private final Map<String, Shelved> shelved = new LinkedHashMap<>();

  /** Keeps a version warm; the one before it is let go. */
  void put(LoadedModel model, Duration time) {
    drop(model.version().model());
    shelved.put(model.version().model(), new Shelved(model, System.nanoTime() + time.toNanos()));
  }

  /** A version on the shelf, if it is there. */
  Optional<LoadedModel> find(ModelVersion version) {
    return Optional.ofNullable(shelved.get(version.model()))
        .map(Shelved::model)
        .filter(model -> model.version().equals(version));
  }

  /** Takes a version off the shelf, if it is there. */
  Optional<LoadedModel> take(ModelVersion version) {
    Shelved found = shelved.get(version.model());
    if (found == null || !found.model().version().equals(version)) {
      return Optional.empty();
    }
    shelved.remove(version.model());
    return Optional.of(found.model());
  }

  /** Takes the version off that has been there longest, whichever model it is of. */
  Optional<LoadedModel> takeOldest() {
    Optional<String> oldest =
        shelved.entrySet().stream()
            .min(Comparator.comparingLong(entry -> entry.getValue().untilNanos()))
            .map(Map.Entry::getKey);
    return oldest.map(shelved::remove).map(Shelved::model);
  }

  /** Those that are kept warm. */
  List<LoadedModel> models() {
    return shelved.values().stream().map(Shelved::model).toList();
  }

  /** Lets a model's version go. */
  void drop(String model) {
    Optional.ofNullable(shelved.remove(model)).ifPresent(each -> each.model().letGo());
  }

  /** How long until the next one's time is over; empty when the shelf is. */
  Optional<Duration> untilNextExpiry() {
    long now = System.nanoTime();
    return shelved.values().stream()
        .map(each -> Duration.ofNanos(Math.max(0, each.untilNanos() - now)))
        .min(Duration::compareTo);
  }

  /** Lets those go whose time is over. */
  void letExpiredGo() {
    long now = System.nanoTime();
    for (Iterator<Shelved> each = shelved.values().iterator(); each.hasNext(); ) {
      Shelved next = each.next();
      if (next.untilNanos() - now <= 0) {
        each.remove();
        next.model().letGo();
      }
    }
  }

  /** Lets all go. */
  void clear() {
    shelved.values().forEach(each -> each.model().letGo());
    shelved.clear();
  }
}
