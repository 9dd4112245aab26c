package io.hubstream.batching;

import io.hubstream.content.Execution;
import io.hubstream.serving.ModelOutput;

/** What a model made of one row, and in which run. */
public record InferenceResult(ModelOutput output, Execution execution) {}
