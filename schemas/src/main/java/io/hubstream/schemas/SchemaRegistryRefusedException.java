package io.hubstream.schemas;

import org.apache.kafka.common.errors.ApiException;

/** A schema registry does not want a schema, or does not have one that it should have. */
public final class SchemaRegistryRefusedException extends ApiException {
  private static final long serialVersionUID = 1L;

  public SchemaRegistryRefusedException(String message) {
    super(message);
  }
}
