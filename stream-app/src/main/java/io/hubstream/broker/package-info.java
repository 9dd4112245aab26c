/**
 * A Kafka broker inside the JVM, for the demo and for tests, and the making of topics.
 *
 * <p>Owning thread: whoever starts the broker closes it; the broker has threads of its own. Imports
 * no other package of ours.
 */
package io.hubstream.broker;
