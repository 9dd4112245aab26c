/**
 * What the benchmarks share. Each benchmark stands in the package of the code that it measures.
 *
 * <p>Run them with the Maven profile {@code jmh}, as the README shows. They measure what a record
 * costs in one stage; {@code hubstream bench} measures the whole.
 */
package io.hubstream.benchmarks;
