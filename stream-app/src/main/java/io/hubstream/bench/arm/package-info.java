/**
 * What is measured, each in a process of its own: the bare models, the pipeline, and what they are
 * compared with; and the measuring within that process.
 *
 * <p>Owning thread: the process's main thread runs the arm and samples; the arm's own threads
 * count. Imports {@code service} (the pipeline and its parts), {@code metrics} (the meters that a
 * service has), what the bare loop needs of {@code decoding}, {@code serving} and {@code
 * artifacts}, and {@code bench.workload} and {@code bench.process}.
 */
package io.hubstream.bench.arm;
