package io.hubstream.serving;

import java.util.Optional;

/**
 * What a model made of one input row.
 *
 * @param embedding the vector, as the model gave it
 * @param scores probabilities of the classes, 0 to 1, in the order of the labels
 */
public record ModelOutput(Optional<float[]> embedding, Optional<float[]> scores) {}
