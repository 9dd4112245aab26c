/**
 * How long the service takes to start: {@code hubstream run} in processes of its own, from the
 * start of the process to the first result that a consumer sees; and the class archive that makes
 * later starts faster.
 *
 * <p>Owning thread: the command's. Imports the session and the checks of {@code bench}, {@code
 * bench.process}, {@code service} (the phases of a start) and {@code verify}.
 */
package io.hubstream.bench.start;
