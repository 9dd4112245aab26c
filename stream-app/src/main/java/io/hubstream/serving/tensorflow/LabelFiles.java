package io.hubstream.serving.tensorflow;

import io.hubstream.serving.ManifestHints;
import io.hubstream.serving.ModelRefusedException;
import io.hubstream.serving.tensorflow.Inspection.Found;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Labels that stand beside a graph. */
final class LabelFiles {
  private static final List<String> PLACES =
      List.of("assets/labels.txt", "labels.txt", "assets.extra/labels.txt");

  private LabelFiles() {}

  /** What was said by hand, else the first label file of the folder. */
  static Optional<Found<List<String>>> find(Path folder, ManifestHints hints)
      throws ModelRefusedException {
    if (!hints.labels().isEmpty()) {
      return Optional.of(new Found<>(hints.labels(), "as was said"));
    }
    for (String place : PLACES) {
      Path file = folder.resolve(place);
      if (Files.isRegularFile(file)) {
        try {
          List<String> labels = ManifestHints.readLabels(file);
          return Optional.of(new Found<>(labels, place + ", " + labels.size() + " lines"));
        } catch (IOException e) {
          throw new ModelRefusedException(place + " cannot be read as UTF-8 text", e);
        }
      }
    }
    return Optional.empty();
  }
}
