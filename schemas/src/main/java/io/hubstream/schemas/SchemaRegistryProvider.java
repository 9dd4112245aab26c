package io.hubstream.schemas;

import org.apache.kafka.common.config.ConfigException;

/**
 * Makes the client of a registry that this jar does not bring itself; found by {@link
 * java.util.ServiceLoader} on the class path.
 */
public interface SchemaRegistryProvider {

  /** The format whose ids the registry gives. */
  WireFormat format();

  /**
   * Makes a client; nothing is asked of the registry yet.
   *
   * @throws ConfigException a setting is missing or makes no sense
   */
  SchemaRegistry create(WireConfig config);
}
