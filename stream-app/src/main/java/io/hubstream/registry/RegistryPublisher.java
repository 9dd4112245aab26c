package io.hubstream.registry;

import io.hubstream.content.ModelVersion;
import io.hubstream.records.DesiredState;
import io.hubstream.records.DesiredState.Action;
import io.hubstream.records.DesiredState.Activation;
import io.hubstream.records.DesiredState.Change;
import io.hubstream.records.DesiredState.Freeze;
import io.hubstream.records.TopicCodecs;
import io.hubstream.serving.Approval;
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
  private static final int FREEZE_ATTEMPTS = 5;
  private static final String NO_SUCH_VERSION =
      "the registry knows no earlier version %s of %s: activate it by its artifact";
  private static final String NOT_BACK =
      "%s is what the registry wants already, and a rollback would mark it as left for good: nothing was published. Name an earlier version by --to, or none for the last good one";
  private static final String NO_GOOD_VERSION =
      "the registry knows no earlier version of %s that has proved good: name one by --to, or activate one by its artifact";

  /**
   * Who asks for a change, and why.
   *
   * @param force whether a rollback goes through although the model or all models are frozen
   */
  public record Request(String by, String reason, boolean force) {

    /** A request that a freeze holds. */
    public Request(String by, String reason) {
      this(by, reason, false);
    }
  }

  /**
   * What became of a change.
   *
   * @param offset where it stands
   * @param accepted false when another writer was faster: it changed nothing
   * @param refusal why it was not accepted, where that is known
   */
  public record Published(
      DesiredState state, long offset, boolean accepted, Optional<String> refusal) {}

  /** What a change is built on. */
  private record Base(RegistrySnapshot snapshot, Optional<Verdict.Accepted> current) {
    long allModelsRevision() {
      return snapshot.allModels().map(Verdict.Accepted::revision).orElse(0L);
    }

    Optional<DesiredState> state() {
      return current.map(Verdict.Accepted::state);
    }
  }

  private final Producer<byte[], byte[]> producer;
  private final Supplier<RegistrySnapshot> snapshots;
  private final String topic;
  private final Duration limit;
  private final Clock clock;
  private final ProvenVersions proven;
  private final TopicCodecs codecs;

  /** Of a topic in Avro's single-object encoding. */
  public RegistryPublisher(
      Producer<byte[], byte[]> producer,
      Supplier<RegistrySnapshot> snapshots,
      String topic,
      Duration limit,
      Clock clock,
      ProvenVersions proven) {
    this(producer, snapshots, topic, limit, clock, proven, TopicCodecs.SINGLE_OBJECT);
  }

  /**
   * @param snapshots reads the registry anew at each call
   * @param limit longest wait for the broker to confirm
   * @param proven which versions may become a fallback
   * @param codecs know the wire format
   */
  public RegistryPublisher(
      Producer<byte[], byte[]> producer,
      Supplier<RegistrySnapshot> snapshots,
      String topic,
      Duration limit,
      Clock clock,
      ProvenVersions proven,
      TopicCodecs codecs) {
    this.codecs = codecs;
    this.producer = producer;
    this.snapshots = snapshots;
    this.topic = topic;
    this.limit = limit;
    this.clock = clock;
    this.proven = proven;
  }

  /**
   * Makes a version the stable one. The version before it becomes the fallback, if it has proved
   * good; else the fallback stays.
   *
   * @param approval who approved it
   * @throws RegistryRefusedException the model or all models are frozen
   */
  public Published activate(DesiredVersion version, Optional<Approval> approval, Request request)
      throws RegistryRefusedException, InterruptedException {
    Base base = changeable(version.version().model());
    LastGood good = new LastGood(base.snapshot(), proven);
    Change change = change(Action.ACTIVATE, base, request);
    return publish(
        new DesiredState(
            version.version().model(),
            Optional.of(version.approved(approval)),
            Optional.empty(),
            base.state().flatMap(state -> good.behind(version, state)),
            change,
            Optional.empty(),
            activation(base, version, change)));
  }

  /**
   * Goes back to an earlier version: the named one, or the last good one.
   *
   * @throws RegistryRefusedException the model or all models are frozen and the request does not
   *     force it, or there is no such version to go back to, or it is the stable one
   */
  public Published rollback(String model, Optional<String> version, Request request)
      throws RegistryRefusedException, InterruptedException {
    Base base = base(model);
    known(base, model);
    return back(base, version, throughFreeze(base, model, request));
  }

  /**
   * Leaves a version for the last good one, unless another one is desired already: of several that
   * ask at once one wins. A freeze does not hold it: safety goes first, and the reason says so.
   *
   * @return empty when that version is not the stable one
   * @throws RegistryRefusedException there is no version to go back to
   */
  public Optional<Published> leave(ModelVersion bad, Request request)
      throws RegistryRefusedException, InterruptedException {
    Base base = base(bad.model());
    if (!base.state().flatMap(DesiredState::digest).equals(Optional.of(bad.digest()))) {
      return Optional.empty();
    }
    Request forced = new Request(request.by(), request.reason(), true);
    return Optional.of(back(base, Optional.empty(), throughFreeze(base, bad.model(), forced)));
  }

  /**
   * Leaves the target of a rollback that was refused where the version that a rollback has left
   * still serves.
   *
   * @param refused the target
   * @param serving what serves there instead
   * @return as {@link #leave}
   * @throws RegistryRefusedException no rollback has left what serves, or there is no version to go
   *     back to
   */
  public Optional<Published> leaveRefused(
      ModelVersion refused, ModelVersion serving, Request request)
      throws RegistryRefusedException, InterruptedException {
    if (!LastGood.left(snapshots.get(), refused.model()).contains(serving.digest())) {
      throw new RegistryRefusedException(
          "no rollback has left %s, which serves on: the rollback to %s stays"
              .formatted(serving.display(), refused.display()));
    }
    return leave(refused, request);
  }

  private Published back(Base base, Optional<String> version, Request request)
      throws RegistryRefusedException, InterruptedException {
    DesiredState state = base.state().orElseThrow();
    String model = state.model();
    DesiredVersion target =
        (version.isPresent()
                ? earlier(base.snapshot(), model, version.get())
                : new LastGood(base.snapshot(), proven).of(state))
            .orElseThrow(
                () ->
                    new RegistryRefusedException(
                        version
                            .map(name -> NO_SUCH_VERSION.formatted(name, model))
                            .orElse(NO_GOOD_VERSION.formatted(model))));
    if (state.digest().equals(Optional.of(target.version().digest()))) {
      throw new RegistryRefusedException(NOT_BACK.formatted(target.version().display()));
    }
    // What we leave is not good, so it is no fallback; neither is the target its own.
    Optional<DesiredVersion> fallback =
        state.fallback().filter(v -> !v.version().equals(target.version()));
    Change change = change(Action.ROLLBACK, base, request);
    return publish(
        new DesiredState(
            model,
            Optional.of(target),
            Optional.empty(),
            fallback,
            change,
            state.freeze(),
            activation(base, target, change)));
  }

  // Wanting the same version again takes the place of nothing: what it replaced stays told.
  private static Activation activation(Base base, DesiredVersion next, Change change) {
    Activation activation = Activation.by(change);
    return base.state()
        .filter(state -> state.digest().equals(Optional.of(next.version().digest())))
        .map(state -> activation.replacing(state.activation().replacedDigest()))
        .orElse(activation);
  }

  // Safety goes before a freeze, and the audit says that it did.
  private static Request throughFreeze(Base base, String model, Request request)
      throws RegistryRefusedException {
    Optional<String> held = base.snapshot().held(model);
    if (held.isEmpty()) {
      return request;
    }
    if (!request.force()) {
      throw new RegistryRefusedException(
          "%s; nothing was published. Roll back all the same with --force".formatted(held.get()));
    }
    String reason = "forced, although %s. %s".formatted(held.get(), request.reason());
    return new Request(request.by(), reason.strip(), true);
  }

  /** The newest form of a version that the registry still knows, with its approval. */
  public static Optional<DesiredVersion> earlier(
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
   * @throws RegistryRefusedException the model is not known, or it or all models are frozen
   */
  public Published retire(String model, Request request)
      throws RegistryRefusedException, InterruptedException {
    Base base = changeable(model);
    known(base, model);
    return publish(
        new DesiredState(
            model,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            change(Action.RETIRE, base, request),
            Optional.empty()));
  }

  /**
   * Freezes a model, or lifts that: while it is frozen every other change is refused. It is tried
   * again when another change of the model was faster.
   *
   * @param model {@link DesiredState#ALL_MODELS} for all
   * @throws RegistryRefusedException the model is not known, is frozen already, or is not frozen
   */
  public Published freeze(String model, boolean frozen, Request request)
      throws RegistryRefusedException, InterruptedException {
    Published published = freezeOnce(model, frozen, request);
    for (int i = 1; i < FREEZE_ATTEMPTS && !published.accepted(); i++) {
      published = freezeOnce(model, frozen, request);
    }
    return published;
  }

  private Published freezeOnce(String model, boolean frozen, Request request)
      throws RegistryRefusedException, InterruptedException {
    Base base = base(model);
    Optional<Freeze> before = base.state().flatMap(DesiredState::freeze);
    if (before.isPresent() == frozen) {
      throw new RegistryRefusedException(
          "%s: nothing was published"
              .formatted(
                  before
                      .map(freeze -> "%s is already %s".formatted(named(model), freeze.described()))
                      .orElse(named(model) + " is not frozen")));
    }
    DesiredState state =
        model.equals(DesiredState.ALL_MODELS)
            ? new DesiredState(
                model,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                change(Action.FREEZE, base, request),
                Optional.empty())
            : known(base, model).with(change(Action.FREEZE, base, request));
    return publish(
        state.frozen(
            frozen
                ? Optional.of(new Freeze(request.by(), request.reason(), clock.instant()))
                : Optional.empty()));
  }

  private static String named(String model) {
    return model.equals(DesiredState.ALL_MODELS) ? "the state of all models" : "model " + model;
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

  private Base base(String model) {
    RegistrySnapshot snapshot = snapshots.get();
    return new Base(snapshot, inForce(snapshot, model));
  }

  private static Optional<Verdict.Accepted> inForce(RegistrySnapshot snapshot, String model) {
    return model.equals(DesiredState.ALL_MODELS) ? snapshot.allModels() : snapshot.model(model);
  }

  private Base changeable(String model) throws RegistryRefusedException {
    Base base = base(model);
    Optional<String> held = base.snapshot().held(model);
    if (held.isPresent()) {
      throw new RegistryRefusedException(
          "%s; nothing was published. `hubstream model unfreeze` lifts it".formatted(held.get()));
    }
    return base;
  }

  private static DesiredState known(Base base, String model) throws RegistryRefusedException {
    return base.state()
        .orElseThrow(
            () -> new RegistryRefusedException("the registry does not know the model " + model));
  }

  private Change change(Action action, Base base, Request request) {
    return new Change(
        action,
        request.by(),
        request.reason(),
        clock.instant(),
        base.state().flatMap(DesiredState::digest),
        base.current().map(Verdict.Accepted::revision).orElse(0L) + 1,
        Optional.of(base.allModelsRevision()));
  }

  private ProducerRecord<byte[], byte[]> row(DesiredState state) {
    TopicCodecs.Encoded row = codecs.encode(topic, state);
    byte[] key = state.model().getBytes(StandardCharsets.UTF_8);
    return new ProducerRecord<>(topic, 0, key, row.value(), row.headers());
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
    RegistrySnapshot after = snapshots.get();
    return new Published(state, offset, won(after, state, offset), after.refusal(offset));
  }

  // Compaction may have taken our row already; then a newer one was built on it or on its rival.
  private static boolean won(RegistrySnapshot after, DesiredState state, long offset) {
    return after
        .accepted(offset)
        .orElseGet(
            () ->
                inForce(after, state.model())
                    .map(m -> m.state().digest().equals(state.digest()))
                    .orElse(false));
  }
}
