/**
 * A small rasteriser and the kinds of picture it paints; no TensorFlow, no Java2D, no I/O.
 *
 * <p>Owned by one thread at a time. Imports no other package of ours.
 */
package io.hubstream.starter.scenes;
