package io.hubstream.registry;

import io.hubstream.content.ModelVersion;
import io.hubstream.records.DesiredState;
import io.hubstream.records.DesiredState.Action;
import io.hubstream.records.DesiredState.Approval;
import io.hubstream.records.DesiredState.Change;
import io.hubstream.records.RegistryUpdates;
import io.hubstream.serving.DesiredVersion;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes changes of the desired state. It reads the state in force, writes the next revision,
 * and looks whether it won: another writer may have been faster, and then nothing has changed.
 *
 * <p>Owner thread: none; any thread may call. The producer belongs to the caller and must wait for
 * all replicas (acks=all) and be idempotent. Nothing to close.
 */
public final class RegistryPublisher {
  private static final Logger log = LoggerFactory.getLogger(RegistryPublisher.class);

  /** Who asks for a change, and why. */
  public record Request(String by, String reason) {}

  /**
   * What became of a change.
   *
   * @param offset where it stands
   * @param accepted false when another writer was faster: it changed nothing
   */
  public record Published(DesiredState state, long offset, boolean accepted) {}

  private final Producer<byte[], byte[]> producer;
  private final Supplier<RegistrySnapshot> snapshots;
  private final String topic;
  private final Duration limit;
  private final Clock clock;

  /**
   * @param snapshots reads the registry anew at each call
   * @param limit longest wait for the broker to confirm
   */
  public RegistryPublisher(
      Producer<byte[], byte[]> producer,
      Supplier<RegistrySnapshot> snapshots,
      String topic,
      Duration limit,
      Clock clock) {
    this.producer = producer;
    this.snapshots = snapshots;
    this.topic = topic;
    this.limit = limit;
    this.clock = clock;
  }

  /**
   * Makes a version the stable one. The version before it becomes the fallback.
   *
   * @throws RegistryRefusedException the model is frozen
   */
  public Published activate(DesiredVersion version, Optional<Approval> approval, Request request)
      throws RegistryRefusedException, InterruptedException {
    Optional<Verdict.Accepted> current = changeable(version.version().model());
    Optional<DesiredVersion> before = current.flatMap(c -> c.state().stable());
    boolean same = before.map(DesiredVersion::version).equals(Optional.of(version.version()));
    Optional<DesiredVersion> fallback =
        same || before.isEmpty() ? current.flatMap(c -> c.state().fallback()) : before;
    return publish(
        new DesiredState(
            version.version().model(),
            Optional.of(version),
            Optional.empty(),
            fallback,
            change(Action.ACTIVATE, current, request),
            approval,
            false));
  }

  /**
   * Goes back to an earlier version: the named one, or the last good one.
   *
   * @throws RegistryRefusedException the model is frozen, or there is no such version to go back to
   */
  public Published rollback(String model, Optional<String> version, Request request)
      throws RegistryRefusedException, InterruptedException {
    RegistrySnapshot snapshot = snapshots.get();
    Optional<Verdict.Accepted> current = changeable(snapshot, model);
    if (current.isEmpty()) {
      throw new RegistryRefusedException("the registry does not know the model " + model);
    }
    return back(snapshot, current.get(), version, request);
  }

  /**
   * Leaves a version for the last good one, unless another one is desired already: of several that
   * ask at once one wins.
   *
   * @return empty when that version is not the stable one
   * @throws RegistryRefusedException the model is frozen, or there is no version to go back to
   */
  public Optional<Published> leave(ModelVersion bad, Request request)
      throws RegistryRefusedException, InterruptedException {
    RegistrySnapshot snapshot = snapshots.get();
    Optional<Verdict.Accepted> current = snapshot.model(bad.model());
    if (current.isEmpty() || !current.get().state().digest().equals(Optional.of(bad.digest()))) {
      return Optional.empty();
    }
    changeable(snapshot, bad.model());
    return Optional.of(back(snapshot, current.get(), Optional.empty(), request));
  }

  private Published back(
      RegistrySnapshot snapshot,
      Verdict.Accepted current,
      Optional<String> version,
      Request request)
      throws RegistryRefusedException, InterruptedException {
    DesiredState state = current.state();
    String model = state.model();
    DesiredVersion target =
        (version.isPresent()
                ? earlier(snapshot, model, version.get())
                : LastGood.of(snapshot, state))
            .orElseThrow(
                () ->
                    new RegistryRefusedException(
                        "the registry knows no earlier version %sof %s: activate it by its artifact"
                            .formatted(version.map(name -> name + " ").orElse(""), model)));
    // What we leave is not good, so it is no fallback; neither is the target its own.
    Optional<DesiredVersion> fallback =
        state.fallback().filter(v -> !v.version().equals(target.version()));
    return publish(
        new DesiredState(
            model,
            Optional.of(target),
            Optional.empty(),
            fallback,
            change(Action.ROLLBACK, Optional.of(current), request),
            Optional.empty(),
            false));
  }

  private static Optional<DesiredVersion> earlier(
      RegistrySnapshot snapshot, String model, String version) {
    return snapshot.history(model).stream()
        .map(RegistrySnapshot.Entry::verdict)
        .filter(Verdict.Accepted.class::isInstance)
        .map(verdict -> ((Verdict.Accepted) verdict).state())
        .flatMap(state -> List.of(state.stable(), state.fallback()).stream())
        .flatMap(Optional::stream)
        .filter(v -> v.version().version().equals(version))
        .reduce((older, newer) -> newer);
  }

  /**
   * Lets no version of the model serve. It publishes a state and no tombstone, so that a late row
   * cannot bring the model back.
   *
   * @throws RegistryRefusedException the model is frozen or not known
   */
  public Published retire(String model, Request request)
      throws RegistryRefusedException, InterruptedException {
    Optional<Verdict.Accepted> current = changeable(model);
    if (current.isEmpty()) {
      throw new RegistryRefusedException("the registry does not know the model " + model);
    }
    return publish(
        new DesiredState(
            model,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            change(Action.RETIRE, current, request),
            Optional.empty(),
            false));
  }

  /**
   * Freezes a model, or lifts that: while it is frozen every other change is refused.
   *
   * @throws RegistryRefusedException the model is not known
   */
  public Published freeze(String model, boolean frozen, Request request)
      throws RegistryRefusedException, InterruptedException {
    Optional<Verdict.Accepted> current = snapshots.get().model(model);
    DesiredState state =
        current
            .orElseThrow(
                () -> new RegistryRefusedException("the registry does not know the model " + model))
            .state();
    return publish(
        new DesiredState(
            model,
            state.stable(),
            state.candidate(),
            state.fallback(),
            change(Action.FREEZE, current, request),
            state.approval(),
            frozen));
  }

  /** Publishes a winner again and does not wait; for the registry's reader. */
  public void reassert(DesiredState winner) {
    producer.send(
        row(winner),
        (metadata, error) -> {
          if (error != null) {
            log.warn("publishing the state of {} again failed", winner.model(), error);
          }
        });
  }

  private Optional<Verdict.Accepted> changeable(String model) throws RegistryRefusedException {
    return changeable(snapshots.get(), model);
  }

  private static Optional<Verdict.Accepted> changeable(RegistrySnapshot snapshot, String model)
      throws RegistryRefusedException {
    Optional<Verdict.Accepted> current = snapshot.model(model);
    if (current.isPresent() && current.get().state().frozen()) {
      throw new RegistryRefusedException(
          "model %s is frozen since offset %d by %s"
              .formatted(
                  model, current.get().offset(), current.get().state().change().requestedBy()));
    }
    return current;
  }

  private Change change(Action action, Optional<Verdict.Accepted> current, Request request) {
    return new Change(
        action,
        request.by(),
        request.reason(),
        clock.instant(),
        current.flatMap(c -> c.state().digest()),
        current.map(Verdict.Accepted::revision).orElse(0L) + 1);
  }

  private ProducerRecord<byte[], byte[]> row(DesiredState state) {
    return new ProducerRecord<>(
        topic, 0, state.model().getBytes(StandardCharsets.UTF_8), RegistryUpdates.write(state));
  }

  private Published publish(DesiredState state) throws InterruptedException {
    long offset;
    try {
      offset = producer.send(row(state)).get(limit.toMillis(), TimeUnit.MILLISECONDS).offset();
    } catch (ExecutionException e) {
      throw new KafkaException(
          "publishing the state of " + state.model() + " failed", e.getCause());
    } catch (java.util.concurrent.TimeoutException e) {
      throw new TimeoutException("the broker did not confirm within " + limit, e);
    }
    return new Published(state, offset, won(state, offset));
  }

  // Compaction may have taken our row already; then a newer one was built on it or on its rival.
  private boolean won(DesiredState state, long offset) {
    RegistrySnapshot after = snapshots.get();
    return after
        .accepted(offset)
        .orElseGet(
            () ->
                after
                    .model(state.model())
                    .map(m -> m.state().digest().equals(state.digest()))
                    .orElse(false));
  }
}
