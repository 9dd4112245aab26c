/**
 * Events out of an event hub, over AMQP, with checkpoints in Blob storage. The only importer of the
 * Event Hubs SDK; none of its types leave it, and no secret does: not in an exception, a log line
 * or a text form.
 *
 * <p>Owning threads: the SDK's own call the listener, one partition at a time each. Imports {@code
 * bridge} (the events that it gives), {@code content} and {@code azure} (credentials, and the
 * container of the checkpoints).
 */
package io.hubstream.eventhubs;
