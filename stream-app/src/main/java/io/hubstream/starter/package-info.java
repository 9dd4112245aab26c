/**
 * Small models and sample content that the project makes itself, so that it can be tried without
 * any download: {@code starter-image} and {@code starter-text}, each in two versions.
 *
 * <p>Owning thread: whichever command builds them; nothing here runs while records are served.
 * Imports {@code content}. The parts: {@code scenes} paints pictures, {@code languages} composes
 * text, {@code learning} fits heads, and {@code graphs}, the only one of them that imports {@code
 * org.tensorflow}, writes and runs the graphs.
 */
package io.hubstream.starter;
