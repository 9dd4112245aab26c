package io.hubstream.schemas;

/** Reads {@link ModelDesiredState}; for {@code value.deserializer} in a consumer's properties. */
public final class ModelDesiredStateDeserializer extends EventDeserializer<ModelDesiredState> {

  /** Called by Kafka when a configuration names this class. */
  public ModelDesiredStateDeserializer() {
    super(ModelDesiredState.class, EventKind.MODEL_REGISTRY);
  }
}
