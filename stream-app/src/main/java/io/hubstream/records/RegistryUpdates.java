package io.hubstream.records;

import io.hubstream.content.ModelVersion;
import io.hubstream.records.DesiredState.Action;
import io.hubstream.records.DesiredState.Activation;
import io.hubstream.records.DesiredState.Candidate;
import io.hubstream.records.DesiredState.Change;
import io.hubstream.records.DesiredState.Freeze;
import io.hubstream.records.DesiredState.Mode;
import io.hubstream.schemas.CandidateMode;
import io.hubstream.schemas.CandidateVersion;
import io.hubstream.schemas.ChangeAction;
import io.hubstream.schemas.DesiredChange;
import io.hubstream.schemas.FallbackVersion;
import io.hubstream.schemas.ModelDesiredState;
import io.hubstream.schemas.ModelDesiredStateDeserializer;
import io.hubstream.schemas.ModelDesiredStateSerializer;
import io.hubstream.schemas.StableVersion;
import io.hubstream.schemas.StateActivation;
import io.hubstream.serving.DesiredVersion;
import java.util.Optional;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Registry updates as bytes, in Avro's single-object encoding; {@link TopicCodecs} knows the
 * others. Safe for any thread.
 */
public final class RegistryUpdates {
  private static final ModelDesiredStateDeserializer READER = new ModelDesiredStateDeserializer();
  private static final ModelDesiredStateSerializer WRITER = new ModelDesiredStateSerializer();

  private RegistryUpdates() {}

  /**
   * Reads an update; a tombstone is none.
   *
   * @param topic for messages
   * @throws SerializationException the bytes are no update, or one of its fields makes no sense
   */
  public static DesiredState read(String topic, byte[] value) {
    return read(READER, topic, new RecordHeaders(), value);
  }

  /** As {@link #read(String, byte[])}, in the wire format of the reader. */
  static DesiredState read(
      ModelDesiredStateDeserializer reader, String topic, Headers headers, byte[] value) {
    ModelDesiredState record = reader.deserialize(topic, headers, value);
    if (record == null) {
      throw new SerializationException("a null value is no desired state");
    }
    try {
      return read(record);
    } catch (IllegalArgumentException e) {
      throw new SerializationException(
          "the desired state of %s in topic %s makes no sense: %s"
              .formatted(record.getModel(), topic, e.getMessage()));
    }
  }

  private static DesiredState read(ModelDesiredState record) {
    String model = record.getModel();
    Change change = change(record);
    return new DesiredState(
        model,
        Optional.ofNullable(record.getStable())
            .map(
                v ->
                    version(model, v.getVersion(), v.getDigest(), v.getArtifactUri(), v.getStage())
                        .approved(ApprovalRecords.read(record.getApproval()))
                        .breaking(record.getBreaking())),
        Optional.ofNullable(record.getCandidate()).map(v -> candidate(model, v)),
        Optional.ofNullable(record.getFallback())
            .map(
                v ->
                    version(model, v.getVersion(), v.getDigest(), v.getArtifactUri(), v.getStage())
                        .approved(ApprovalRecords.read(v.getApproval()))),
        change,
        freeze(record),
        activation(record, change));
  }

  private static Change change(ModelDesiredState record) {
    DesiredChange change = record.getChange();
    return new Change(
        Action.valueOf(change.getAction().name()),
        change.getRequestedBy(),
        change.getReason(),
        change.getAt(),
        Optional.ofNullable(record.getExpectedPreviousDigest()),
        record.getRevision(),
        Optional.ofNullable(record.getAllModelsRevision()));
  }

  // A writer of before this was told apart says only what the last change was.
  private static Activation activation(ModelDesiredState record, Change change) {
    StateActivation activation = record.getActivation();
    Activation byChange = Activation.by(change);
    return activation == null
        ? byChange
        : new Activation(
            byChange.rollback() || record.getRollback(),
            activation.getRequestedBy(),
            activation.getReason(),
            activation.getAt(),
            Optional.ofNullable(activation.getReplacedDigest()));
  }

  // A writer of before this was told apart says only that it is frozen.
  private static Optional<Freeze> freeze(ModelDesiredState record) {
    io.hubstream.schemas.Freeze freeze = record.getFreeze();
    if (freeze != null) {
      return Optional.of(new Freeze(freeze.getBy(), freeze.getReason(), freeze.getAt()));
    }
    DesiredChange change = record.getChange();
    return record.getFrozen()
        ? Optional.of(new Freeze(change.getRequestedBy(), change.getReason(), change.getAt()))
        : Optional.empty();
  }

  private static Candidate candidate(String model, CandidateVersion v) {
    return new Candidate(
        version(model, v.getVersion(), v.getDigest(), v.getArtifactUri(), v.getStage()),
        Mode.valueOf(v.getMode().name()),
        v.getShare());
  }

  private static DesiredVersion version(
      String model, String version, String digest, String uri, @Nullable String stage) {
    return new DesiredVersion(
        new ModelVersion(model, version, digest), UriText.parse(uri), stage == null ? "" : stage);
  }

  /** Writes an update. */
  public static byte[] write(DesiredState state) {
    return Avro.bytes(WRITER, toAvro(state));
  }

  static ModelDesiredState toAvro(DesiredState state) {
    Change change = state.change();
    return ModelDesiredState.newBuilder()
        .setModel(state.model())
        .setStable(state.stable().map(RegistryUpdates::stable).orElse(null))
        .setCandidate(state.candidate().map(RegistryUpdates::candidate).orElse(null))
        .setFallback(state.fallback().map(RegistryUpdates::fallback).orElse(null))
        .setChange(
            new DesiredChange(
                ChangeAction.valueOf(change.action().name()),
                change.requestedBy(),
                change.reason(),
                change.at()))
        .setExpectedPreviousDigest(change.expectedPreviousDigest().orElse(null))
        .setApproval(state.stable().map(RegistryUpdates::approval).orElse(null))
        .setFrozen(state.frozen())
        .setFreeze(state.freeze().map(RegistryUpdates::freeze).orElse(null))
        .setAllModelsRevision(change.allModelsRevision().orElse(null))
        .setRevision(change.revision())
        .setBreaking(state.stable().map(DesiredVersion::breaking).orElse(false))
        .setRollback(state.activation().rollback())
        .setActivation(activation(state.activation()))
        .build();
  }

  private static StateActivation activation(Activation activation) {
    return new StateActivation(
        activation.requestedBy(),
        activation.reason(),
        activation.at(),
        activation.replacedDigest().orElse(null));
  }

  private static StableVersion stable(DesiredVersion v) {
    return new StableVersion(
        v.version().version(), v.version().digest(), v.artifactUri().toString(), stage(v));
  }

  private static CandidateVersion candidate(Candidate candidate) {
    DesiredVersion v = candidate.version();
    return new CandidateVersion(
        v.version().version(),
        v.version().digest(),
        v.artifactUri().toString(),
        stage(v),
        CandidateMode.valueOf(candidate.mode().name()),
        candidate.share());
  }

  private static FallbackVersion fallback(DesiredVersion v) {
    return new FallbackVersion(
        v.version().version(),
        v.version().digest(),
        v.artifactUri().toString(),
        stage(v),
        approval(v));
  }

  private static io.hubstream.schemas.@Nullable Approval approval(DesiredVersion v) {
    return v.approval().map(ApprovalRecords::write).orElse(null);
  }

  private static io.hubstream.schemas.Freeze freeze(Freeze freeze) {
    return new io.hubstream.schemas.Freeze(freeze.by(), freeze.reason(), freeze.at());
  }

  private static @Nullable String stage(DesiredVersion version) {
    return version.stage().isEmpty() ? null : version.stage();
  }
}
