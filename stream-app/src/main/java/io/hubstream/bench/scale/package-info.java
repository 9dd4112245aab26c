/**
 * What a record costs as something grows: the backlog, the partitions, the models for each record,
 * the processes. Small records and models that compute nothing, so that all of it is the
 * machinery's.
 *
 * <p>Owning thread: the command's. Imports the session and the checks of {@code bench}, {@code
 * bench.arm}, {@code bench.workload}, {@code config}, {@code broker} (topics), {@code publishing}
 * (progress), {@code serving} and {@code verify}.
 */
package io.hubstream.bench.scale;
