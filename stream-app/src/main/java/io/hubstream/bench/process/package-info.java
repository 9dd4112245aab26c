/**
 * Child processes of a measurement: how they are started, spoken to, and ended with their parent.
 *
 * <p>Owning thread: whoever starts a child speaks to it and closes it. Imports {@code broker}.
 */
package io.hubstream.bench.process;
