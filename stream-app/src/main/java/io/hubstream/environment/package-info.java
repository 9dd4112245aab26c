/**
 * The environment as an artifact: the exact software, devices and settings that results are
 * computed on, written as a lock and compared with one.
 *
 * <p>Owning thread: the caller's; looking starts TensorFlow in this process and reads every file of
 * the class path. Imports {@code config}, {@code service} (what the build knows of itself) and
 * {@code serving.tensorflow}.
 */
package io.hubstream.environment;
