package io.hubstream.schemas;

import java.util.Optional;

/**
 * Where schemas get their ids, and are found by them. Safe for any thread; each call blocks until
 * the registry answers.
 */
public interface SchemaRegistry {

  /** Its name for people: an address without credentials. */
  String name();

  /**
   * Registers an Avro schema, given as its JSON text; one that is there already keeps its id.
   *
   * @param subject what the registry files its versions under
   * @return its id, as the wire format writes it
   * @throws SchemaRegistryUnavailableException the registry gives no answer, or lets nobody in
   * @throws SchemaRegistryRefusedException the registry does not want the schema
   */
  String register(String subject, String schema);

  /**
   * The id of a schema that is there already.
   *
   * @throws SchemaRegistryUnavailableException the registry gives no answer, or lets nobody in
   * @throws SchemaRegistryRefusedException the registry does not understand the question
   */
  Optional<String> find(String subject, String schema);

  /**
   * The text of the schema with an id; empty when there is no such id.
   *
   * @throws SchemaRegistryUnavailableException the registry gives no answer, or lets nobody in
   */
  Optional<String> schemaOf(String id);
}
