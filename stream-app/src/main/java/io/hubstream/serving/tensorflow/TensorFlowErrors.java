package io.hubstream.serving.tensorflow;

import io.hubstream.content.ModelVersion;
import io.hubstream.serving.InferenceException;
import io.hubstream.serving.InferenceException.Kind;
import java.util.List;
import org.tensorflow.exceptions.TFInvalidArgumentException;
import org.tensorflow.exceptions.TFOutOfRangeException;
import org.tensorflow.exceptions.TFResourceExhaustedException;

/** What TensorFlow's errors mean to us. */
final class TensorFlowErrors {
  private static final int LONGEST_MESSAGE = 300;

  /** How CUDA's libraries say that memory ran out, under error codes that say something else. */
  private static final List<String> OUT_OF_MEMORY_SIGNS =
      List.of(
          "CUDA_ERROR_OUT_OF_MEMORY",
          "CUDNN_STATUS_ALLOC_FAILED",
          "CUBLAS_STATUS_ALLOC_FAILED",
          "OOM when allocating");

  private TensorFlowErrors() {}

  /** The failure of a run. */
  static InferenceException inference(ModelVersion version, Throwable error) {
    return new InferenceException(kind(error), version.display() + ": " + shortened(error), error);
  }

  static Kind kind(Throwable error) {
    String message = String.valueOf(error.getMessage());
    if (error instanceof OutOfMemoryError
        || error instanceof TFResourceExhaustedException
        || OUT_OF_MEMORY_SIGNS.stream().anyMatch(message::contains)) {
      return Kind.OUT_OF_MEMORY;
    }
    boolean input =
        error instanceof TFInvalidArgumentException || error instanceof TFOutOfRangeException;
    return input ? Kind.INPUT : Kind.DEVICE;
  }

  /** First lines of the cause, without TensorFlow's node traces. */
  static String shortened(Throwable error) {
    String message = String.valueOf(error.getMessage()).strip();
    int trace = message.indexOf("\n\t [[");
    String cause = (trace < 0 ? message : message.substring(0, trace)).replaceAll("\\s+", " ");
    return cause.length() <= LONGEST_MESSAGE ? cause : cause.substring(0, LONGEST_MESSAGE) + "...";
  }
}
