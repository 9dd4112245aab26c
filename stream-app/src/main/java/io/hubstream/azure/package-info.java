/**
 * Azure Blob storage: addresses, credentials from the environment, reading and writing of blobs;
 * Azure Schema Registry, for the serdes; and tokens of Entra ID for Kafka's clients. The only
 * importer of Azure's storage, identity and schema registry SDKs; none of their types leave it, but
 * for the container and the credential that {@code eventhubs} hands on to its own SDK; and no
 * secret does: not in an exception, a log line or a text form.
 *
 * <p>Owning thread: none; what is here is safe for any thread. Imports the port to a schema
 * registry of {@code schemas}, and nothing else of ours. Its classes are loaded when the first
 * Azure address is met, not before.
 */
package io.hubstream.azure;
