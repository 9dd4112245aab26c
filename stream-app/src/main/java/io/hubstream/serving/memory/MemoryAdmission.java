package io.hubstream.serving.memory;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Decides whether a version fits into the memory before it is loaded. What it needs is estimated by
 * the size of its files; once a version of the model was loaded, by what the process grew then, in
 * proportion to the sizes, and within bounds, because others took and gave memory meanwhile.
 *
 * <p>What a grant stands for is in the memory until it is given back, also while it is on its way
 * out: a version that is still leased, or in a step that was given up and has not ended.
 *
 * <p>Owner thread: none; any thread may call. Nothing to close: a grant is given back by whoever
 * has it.
 */
public final class MemoryAdmission {
  private static final long MIB = 1L << 20;

  /** A measurement that says more than this many times the estimate has measured something else. */
  private static final int MOST_OF_ESTIMATE = 2;

  private final MemoryLimits limits;
  private final MemorySource source;
  private final Set<Grant> grants = new LinkedHashSet<>();
  private final Map<String, Double> growth = new HashMap<>();

  public MemoryAdmission(MemoryLimits limits, MemorySource source) {
    this.limits = limits;
    this.source = source;
  }

  /** Admits everything. */
  public static MemoryAdmission unlimited() {
    return new MemoryAdmission(MemoryLimits.NONE, MemorySource.UNKNOWN);
  }

  public MemoryMode mode() {
    return limits.mode();
  }

  /** What a version of this model and size will need. */
  public synchronized MemoryNeed need(String model, ModelSize size) {
    MemoryNeed estimate = MemoryNeed.estimated(size, source.device().isPresent());
    Double known = growth.get(model);
    if (known == null) {
      return estimate;
    }
    long most = MOST_OF_ESTIMATE * estimate.ram();
    long measured = (long) (known * Math.max(1, size.total()));
    return estimate.withRam(Math.min(most, Math.max(size.total() + MIB, measured)));
  }

  /** Why it does not fit now, with the figures; empty where it does. */
  public Optional<Shortage> shortage(MemoryNeed need) {
    return shortageWithout(need, List.of());
  }

  /** Why it would not fit once those grants were given back; empty where it would. */
  public synchronized Optional<Shortage> shortageWithout(MemoryNeed need, List<Grant> others) {
    MemorySource.Free free = source.read();
    MemoryNeed freed = sum(others);
    return figures(need, freed, free)
        .map(
            figures -> {
              List<Grant> leaving =
                  grants.stream().filter(g -> g.leaving && !others.contains(g)).toList();
              boolean helps = figures(need, freed.plus(sum(leaving)), free).isEmpty();
              return new Shortage(figures, helps ? Optional.of(held(leaving)) : Optional.empty());
            });
  }

  /** Whether anything is on its way out of the memory. */
  public synchronized boolean anyLeaving() {
    return grants.stream().anyMatch(grant -> grant.leaving);
  }

  private static MemoryNeed sum(Collection<Grant> grants) {
    return grants.stream().map(g -> g.need).reduce(MemoryNeed.NOTHING, MemoryNeed::plus);
  }

  private static String held(List<Grant> leaving) {
    return "%d MiB are held by %s on the way out (still leased, or in a step that was given up and has not ended)"
        .formatted(
            mib(sum(leaving).ram()),
            leaving.size() == 1 ? "a version" : leaving.size() + " versions");
  }

  private Optional<String> figures(MemoryNeed need, MemoryNeed freed, MemorySource.Free free) {
    MemoryNeed taken = sum(grants);
    long loaded = taken.ram() - freed.ram();
    if (limits.maxBytes() > 0 && loaded + need.ram() > limits.maxBytes()) {
      return Optional.of(
          "it needs about %d MiB of memory, and models.memory.max.mb=%d leaves %d MiB beside the versions that are loaded"
              .formatted(
                  mib(need.ram()),
                  limits.maxBytes() / MIB,
                  Math.max(0, limits.maxBytes() - loaded) / MIB));
    }
    long room = free.machine().orElse(Long.MAX_VALUE / 2) + freed.ram() - limits.reserveBytes();
    if (need.ram() > room) {
      return Optional.of(
          "it needs about %d MiB of memory, and %d MiB can be had: %s, less models.memory.reserve.mb=%d"
              .formatted(
                  mib(need.ram()),
                  Math.max(0, room) / MIB,
                  free.basis(),
                  limits.reserveBytes() / MIB));
    }
    if (need.heap() > free.heap()) {
      return Optional.of(
          "loading it needs about %d MiB of the Java heap, and %d MiB are free of -Xmx"
              .formatted(mib(need.heap()), free.heap() / MIB));
    }
    return need.device() > 0 ? onDevice(need, taken.device() - freed.device()) : Optional.empty();
  }

  private Optional<String> onDevice(MemoryNeed need, long loaded) {
    long left = source.device().orElse(Long.MAX_VALUE / 2) - loaded;
    if (need.device() > left) {
      return Optional.of(
          "it needs about %d MiB on the device, and %d MiB are free there beside the versions that are loaded"
              .formatted(mib(need.device()), Math.max(0, left) / MIB));
    }
    return Optional.empty();
  }

  private static long mib(long bytes) {
    return (bytes + MIB - 1) / MIB;
  }

  /** Takes what a version needs, just before it is loaded. */
  public synchronized Grant grant(String model, ModelSize size, MemoryNeed need) {
    Grant grant = new Grant(model, size, need, source.read().resident());
    grants.add(grant);
    return grant;
  }

  /** What one loaded version takes. Given back once; later calls do nothing. */
  public final class Grant {
    private final String model;
    private final ModelSize size;
    private final long residentBefore;
    private MemoryNeed need;
    private boolean leaving;

    private Grant(String model, ModelSize size, MemoryNeed need, long residentBefore) {
      this.model = model;
      this.size = size;
      this.need = need;
      this.residentBefore = residentBefore;
    }

    /** The version is loaded and warm: what the process grew by is remembered for the next one. */
    public void warmed() {
      long grown = source.read().resident() - residentBefore;
      synchronized (MemoryAdmission.this) {
        if (grown > 0 && residentBefore > 0) {
          growth.merge(model, (double) grown / Math.max(1, size.total()), Math::max);
          need = need(model, size);
        }
      }
    }

    /** What is counted for it. */
    public MemoryNeed takes() {
      synchronized (MemoryAdmission.this) {
        return need;
      }
    }

    /** The version is to leave the memory, and does so when it can: nobody else can speed it up. */
    public void leaving() {
      synchronized (MemoryAdmission.this) {
        leaving = true;
      }
    }

    /** The version has left the memory, or never came. */
    public void giveBack() {
      synchronized (MemoryAdmission.this) {
        grants.remove(this);
      }
    }
  }
}
