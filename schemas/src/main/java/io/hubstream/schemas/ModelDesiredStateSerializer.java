package io.hubstream.schemas;

/** Writes {@link ModelDesiredState}; for {@code value.serializer} in a producer's properties. */
public final class ModelDesiredStateSerializer extends EventSerializer<ModelDesiredState> {

  /** Called by Kafka when a configuration names this class. */
  public ModelDesiredStateSerializer() {
    super(ModelDesiredState.class, EventKind.MODEL_REGISTRY);
  }
}
