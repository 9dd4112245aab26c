package io.hubstream.content;

/**
 * One class of a classification.
 *
 * @param label its name
 * @param index its place in the model's output
 * @param score its probability, 0 to 1
 */
public record ScoredLabel(String label, int index, float score) {}
