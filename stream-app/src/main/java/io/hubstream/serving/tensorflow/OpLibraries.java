package io.hubstream.serving.tensorflow;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.tensorflow.TensorFlow;
import org.tensorflow.exceptions.TensorFlowException;

/** Shared objects that bring operations of their own into the process. */
final class OpLibraries {
  private OpLibraries() {}

  /**
   * Loads them, in order; one that is loaded already stays as it is.
   *
   * @return the operations that they bring
   * @throws IllegalStateException one is not there, or cannot be loaded
   */
  static SortedSet<String> load(List<Path> libraries) {
    SortedSet<String> ops = new TreeSet<>();
    for (Path library : libraries) {
      if (!Files.isRegularFile(library)) {
        throw new IllegalStateException(
            "models.op.libraries names %s, and there is no such file: mend the path, or leave it out"
                .formatted(library));
      }
      TensorFlowNatives.load();
      try {
        TensorFlow.loadLibrary(library.toAbsolutePath().toString())
            .getOpList()
            .forEach(op -> ops.add(op.getName()));
      } catch (UnsatisfiedLinkError | TensorFlowException e) {
        throw new IllegalStateException(
            ("models.op.libraries names %s, which cannot be loaded: %s. It must be a library of"
                    + " operations for TensorFlow %s on this platform")
                .formatted(library, TensorFlowErrors.shortened(e), TensorFlow.version()),
            e);
      }
    }
    return ops;
  }
}
