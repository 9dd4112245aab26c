package io.hubstream.batching;

import io.hubstream.content.ModelInput;
import java.util.concurrent.CompletableFuture;

/** One row that waits for its batch. */
record BatchItem(ModelInput input, long enqueuedNanos, CompletableFuture<InferenceResult> future) {}
