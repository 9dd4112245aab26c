/**
 * How late results are: sends at a fixed rate whatever the service does, and counts from when each
 * record was due to when a read_committed consumer has its result.
 *
 * <p>Threads: the command's own sends; one reads outcomes; one swaps models. The service and the
 * broker run in processes of their own. Imports {@code bench} with its sub-packages, and what it
 * sends, swaps and checks with: {@code config}, {@code content}, {@code records}, {@code registry},
 * {@code service} (clients), {@code publishing} (versions), {@code serving} and {@code verify}.
 */
package io.hubstream.bench.latency;
