package io.hubstream.serving;

import io.hubstream.content.TextPreprocessing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a person says about a model where its export is silent or wrong. What is said here goes
 * before what is inferred.
 *
 * @param labels names of the classes in output order; empty to look for them
 * @param imageSize size of the pictures
 * @param valueRange what the bytes 0 and 255 of a picture become
 * @param text how text is cut
 * @param spaceId name of the embedding space
 */
public record ManifestHints(
    List<String> labels,
    Optional<ImageSize> imageSize,
    Optional<ValueRange> valueRange,
    Optional<TextPreprocessing> text,
    Optional<String> spaceId) {

  /** Nothing said: all is inferred. */
  public static final ManifestHints NONE =
      new ManifestHints(
          List.of(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  public ManifestHints {
    labels = List.copyOf(labels);
  }

  /**
   * Reads a label file: UTF-8, one label a line, in output order, blank lines at the end left out.
   */
  public static List<String> readLabels(Path file) throws IOException {
    return Files.readString(file).stripTrailing().lines().map(String::strip).toList();
  }

  /** In pixels. */
  public record ImageSize(int height, int width) {}

  /**
   * @param low what byte 0 becomes
   * @param high what byte 255 becomes
   */
  public record ValueRange(float low, float high) {}
}
