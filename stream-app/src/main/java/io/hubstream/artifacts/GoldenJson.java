package io.hubstream.artifacts;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import io.hubstream.serving.GoldenSample;
import io.hubstream.serving.ModelManifest.FileEntry;
import io.hubstream.serving.ModelOutput;
import io.hubstream.serving.ModelRefusedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;

/** The golden samples of a manifest. A vector stands on one line. */
final class GoldenJson {
  private GoldenJson() {}

  static void write(ArrayNode array, List<GoldenSample> samples) {
    for (GoldenSample sample : samples) {
      ObjectNode json = array.addObject();
      json.put("file", sample.file());
      json.put("mediaType", sample.mediaType());
      json.put("tolerance", sample.tolerance());
      sample.expected().embedding().ifPresent(v -> json.putRawValue("embedding", vector(v)));
      sample.topLabel().ifPresent(label -> json.put("topLabel", label));
      sample.expected().scores().ifPresent(v -> json.putRawValue("scores", vector(v)));
    }
  }

  private static RawValue vector(float[] values) {
    StringJoiner text = new StringJoiner(", ", "[", "]");
    for (float value : values) {
      text.add(Float.toString(value));
    }
    return new RawValue(text.toString());
  }

  /**
   * @param files all files of the folder, among which the samples must be
   */
  static List<GoldenSample> read(JsonField field, List<FileEntry> files)
      throws ModelRefusedException {
    List<JsonField> elements = field.elements();
    if (elements.size() > GoldenSample.MOST) {
      throw field.wrong(
          "holds %d golden samples, at most %d are run"
              .formatted(elements.size(), GoldenSample.MOST));
    }
    List<GoldenSample> samples = new ArrayList<>();
    for (JsonField element : elements) {
      samples.add(sample(element, files));
    }
    return samples;
  }

  private static GoldenSample sample(JsonField field, List<FileEntry> files)
      throws ModelRefusedException {
    String file = field.child("file").text();
    if (files.stream().noneMatch(entry -> entry.path().equals(file))) {
      throw field.child("file").wrong("names '" + file + "', which is not among the files");
    }
    double tolerance =
        field.child("tolerance").isPresent()
            ? field.child("tolerance").real()
            : GoldenSample.DEFAULT_TOLERANCE;
    try {
      return new GoldenSample(
          file,
          field.child("mediaType").text(),
          tolerance,
          new ModelOutput(vector(field.child("embedding")), vector(field.child("scores"))),
          field.child("topLabel").optionalText());
    } catch (IllegalArgumentException e) {
      throw field.wrong("is wrong: " + e.getMessage());
    }
  }

  private static Optional<float[]> vector(JsonField field) throws ModelRefusedException {
    if (!field.isPresent()) {
      return Optional.empty();
    }
    List<JsonField> elements = field.elements();
    float[] values = new float[elements.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = elements.get(i).decimal();
    }
    return Optional.of(values);
  }
}
