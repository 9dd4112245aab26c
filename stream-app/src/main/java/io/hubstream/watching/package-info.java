/**
 * Follows folders that others write in TensorFlow Serving's layout, and publishes each complete new
 * version.
 *
 * <p>Owning thread: the command that watches. Imports {@code artifacts}, {@code importing} (copies
 * within limits), {@code registry}, {@code records}, {@code serving} and {@code content}.
 */
package io.hubstream.watching;
