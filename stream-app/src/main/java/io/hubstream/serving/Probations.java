package io.hubstream.serving;

import io.hubstream.content.ModelVersion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches versions that have just begun to serve in place of another one, and asks for a rollback
 * when one of them gives too many errors or values that are no numbers.
 *
 * <p>Owner threads: the lifecycle thread tells what serves; a thread of its own, {@code
 * hubstream-rollback}, a daemon that ends when it has been idle, asks the registry. Any thread may
 * judge and ask; while nothing is on probation a result costs one read. {@link #close} is
 * idempotent and gives up a request under way.
 */
public final class Probations implements ResultJudge, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Probations.class);
  private static final int ATTEMPTS = 5;
  private static final Duration PAUSE = Duration.ofSeconds(1);

  /** Longest wait for what was asked for, or for what others asked for, to serve. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final ProbationRules rules;
  private final RollbackRequest registry;
  private final ThreadPoolExecutor thread;

  /**
   * Of each model the version that is watched, and the bad one before it. Written under the lock,
   * read without.
   */
  private volatile Probation[] all = {};

  public Probations(ProbationRules rules, RollbackRequest registry) {
    this.rules = rules;
    this.registry = registry;
    this.thread =
        new ThreadPoolExecutor(
            1,
            1,
            1,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Probations::daemon,
            new ThreadPoolExecutor.DiscardPolicy());
    thread.allowCoreThreadTimeOut(true);
  }

  /** Watches nothing. */
  public static Probations off() {
    return new Probations(ProbationRules.OFF, RollbackRequest.NONE);
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "hubstream-rollback");
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public void good(ModelVersion version, int rows) {
    for (Probation probation : all) {
      if (probation.version().equals(version)) {
        probation.good(rows);
        if (probation.passed()) {
          drop(probation);
        }
      }
    }
  }

  private synchronized void drop(Probation passed) {
    List<Probation> left = new ArrayList<>(List.of(all));
    left.remove(passed);
    all = left.toArray(Probation[]::new);
  }

  @Override
  public void bad(ModelVersion version, int rows, int errors, int notFinite) {
    for (Probation probation : all) {
      if (probation.version().equals(version)) {
        probation.bad(rows, errors, notFinite).ifPresent(reason -> leave(probation, reason));
      }
    }
  }

  private void leave(Probation probation, String reason) {
    log.warn("{}", reason);
    thread.execute(() -> ask(probation, reason));
  }

  private void ask(Probation probation, String reason) {
    ModelVersion bad = probation.version();
    if (isAnotherDesired(bad, () -> registry.ask(bad, reason))) {
      keepIfNothingComes(probation);
    } else {
      log.warn("{} is kept: no other version is desired", bad.display());
      probation.kept();
    }
  }

  /** A question to the registry: whether another version is desired now. */
  @FunctionalInterface
  private interface Question {
    boolean ask() throws InterruptedException;
  }

  /** Asks again while the registry does not answer, but not for ever. */
  private static boolean isAnotherDesired(ModelVersion bad, Question question) {
    try {
      for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
        try {
          return question.ask();
        } catch (RuntimeException e) {
          log.warn("attempt {} of {} to leave {} failed", attempt, ATTEMPTS, bad.display(), e);
          if (attempt < ATTEMPTS) {
            TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return false;
  }

  // Records that it spoilt wait meanwhile: they must not wait for ever.
  private static void keepIfNothingComes(Probation probation) {
    CompletableFuture.delayedExecutor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
        .execute(
            () -> {
              if (!probation.isDecided()) {
                log.warn(
                    "{} is kept: nothing has served in its place for {} s",
                    probation.version().display(),
                    PATIENCE.toSeconds());
                probation.kept();
              }
            });
  }

  /**
   * A version serves.
   *
   * @param previous what served before it, if anything did
   */
  synchronized void activated(
      DesiredModel desired, ModelVersion version, Optional<ModelVersion> previous) {
    boolean anotherOne = previous.isPresent() && !previous.get().equals(version);
    boolean canGoBack =
        desired.fallback().isPresent() && !desired.fallback().get().version().equals(version);
    boolean asked = desired.stable().map(DesiredVersion::version).equals(Optional.of(version));
    List<Probation> next = others(version.model());
    if (rules.enabled() && anotherOne && canGoBack && asked && !desired.rollback()) {
      next.add(new Probation(version, rules));
    }
    for (Probation before : of(version.model())) {
      if (!before.version().equals(version)) {
        before.replaced();
        // What was found bad may still be in flight; of those before it nothing is.
        if (before.condemned() && previous.equals(Optional.of(before.version()))) {
          next.add(before);
        }
      }
    }
    all = next.toArray(Probation[]::new);
  }

  /** An update came in; what becomes of it is told later. */
  synchronized void wanted(DesiredModel desired) {
    Optional<ModelVersion> version = desired.stable().map(DesiredVersion::version);
    of(desired.model()).stream()
        .filter(each -> !version.equals(Optional.of(each.version())))
        .forEach(Probation::leaving);
  }

  /**
   * The newest update wants what serves already. If another version was wanted meanwhile, nothing
   * will serve in its place any more.
   */
  synchronized void servesAsWanted(ModelVersion version) {
    of(version.model()).stream()
        .filter(each -> each.version().equals(version))
        .forEach(Probation::servesAsWanted);
  }

  /**
   * What the registry wants is refused here. If that was the target of a rollback, an older one is
   * asked for; else what serves goes on, for nothing else will serve in its place.
   *
   * @param serving what serves, or was unloaded for what is refused and serves again soon
   */
  void refused(
      DesiredModel desired, VersionLife.Rejected rejected, Optional<ModelVersion> serving) {
    Optional<ModelVersion> target = desired.stable().map(DesiredVersion::version);
    boolean left = desired.rollback() && serving.isPresent() && !serving.equals(target);
    if (rules.enabled() && left && target.isPresent()) {
      String reason =
          "%s, which a rollback went back to, was refused in %s: %s. The rollback: %s"
              .formatted(
                  target.get().display(), rejected.in(), rejected.reason(), desired.reason());
      thread.execute(() -> lookFurther(target.get(), serving.get(), reason));
    } else {
      keep(desired.model());
    }
  }

  private void lookFurther(ModelVersion refused, ModelVersion serving, String reason) {
    log.warn("{}", reason);
    if (!isAnotherDesired(refused, () -> registry.askFurther(refused, serving, reason))) {
      keep(refused.model());
    }
  }

  private synchronized void keep(String model) {
    of(model).stream().filter(Probation::condemned).forEach(Probation::kept);
  }

  /** No version of the model serves any more. */
  synchronized void retired(String model) {
    of(model).forEach(Probation::kept);
    all = others(model).toArray(Probation[]::new);
  }

  private List<Probation> of(String model) {
    return Stream.of(all).filter(each -> each.version().model().equals(model)).toList();
  }

  private List<Probation> others(String model) {
    return Stream.of(all)
        .filter(each -> !each.version().model().equals(model))
        .collect(Collectors.toCollection(ArrayList::new));
  }

  /** A version among these that was found bad, if one was. */
  Optional<ModelVersion> condemned(List<ModelVersion> versions) {
    for (Probation probation : all) {
      if (versions.contains(probation.version()) && probation.condemned()) {
        return Optional.of(probation.version());
      }
    }
    return Optional.empty();
  }

  /**
   * Waits until another version serves in place of a condemned one, or none will.
   *
   * @return false when the time limit passed first
   */
  boolean awaitDecided(ModelVersion bad, Duration limit) throws InterruptedException {
    for (Probation probation : all) {
      if (probation.version().equals(bad)) {
        return probation.awaitDecided(limit);
      }
    }
    return true;
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
