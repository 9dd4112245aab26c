/**
 * Values of ours to and from the generated Avro classes: content events, results, audit events,
 * desired states, dead letters. The only importer of {@code io.hubstream.schemas}.
 *
 * <p>Pure functions, safe for any thread. Imports {@code content} and {@code serving}.
 */
package io.hubstream.records;
