package io.hubstream.serving.tensorflow;

import io.hubstream.content.ImagePreprocessing;
import io.hubstream.content.ModelInput;
import io.hubstream.content.Preprocessing;
import io.hubstream.decoding.ImageLimits;
import io.hubstream.starter.StarterContent;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Sample content as models take it: painted scenes, and texts in many languages. */
final class TestInputs {
  private static final int FILES = 40;
  private static final int TEXT_LENGTH = 1_500;
  private static final Map<String, String> PICTURES =
      Map.of("jpg", "image/jpeg", "png", "image/png", "gif", "image/gif", "bmp", "image/bmp");

  private final List<Path> files;

  /**
   * @param folder to write the content into
   */
  TestInputs(Path folder) throws Exception {
    this.files = StarterContent.write(folder, 7, FILES);
  }

  /** All pictures, or all texts, in the form that a model wants. */
  List<ModelInput> of(Preprocessing preprocessing) throws Exception {
    return preprocessing instanceof ImagePreprocessing form ? pictures(form) : texts();
  }

  private List<ModelInput> pictures(ImagePreprocessing form) throws Exception {
    List<ModelInput> inputs = new ArrayList<>();
    try (TensorFlowImageDecoder decoder =
        new TensorFlowImageDecoder(ImageLimits.DEFAULT, TensorFlowSettings.DEFAULT)) {
      for (Path file : files) {
        String mediaType = PICTURES.get(ending(file));
        if (mediaType != null) {
          ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
          inputs.addAll(decoder.decode(mediaType, bytes, List.of(form)));
        }
      }
    }
    return inputs;
  }

  private List<ModelInput> texts() throws Exception {
    List<ModelInput> inputs = new ArrayList<>();
    for (Path file : files) {
      if (!PICTURES.containsKey(ending(file))) {
        String text = Files.readString(file);
        inputs.add(new ModelInput.Text(text.substring(0, Math.min(TEXT_LENGTH, text.length()))));
      }
    }
    return inputs;
  }

  private static String ending(Path file) {
    return file.toString().replaceFirst(".*\\.", "");
  }
}
