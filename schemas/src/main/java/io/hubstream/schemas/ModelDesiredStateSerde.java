package io.hubstream.schemas;

/**
 * Writes and reads {@link ModelDesiredState}; for {@code default.value.serde} in the properties of
 * Kafka Streams.
 */
public final class ModelDesiredStateSerde extends EventSerde<ModelDesiredState> {

  /** Called by Kafka when a configuration names this class. */
  public ModelDesiredStateSerde() {
    super(ModelDesiredState.class, EventKind.MODEL_REGISTRY);
  }
}
