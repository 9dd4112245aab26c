package io.hubstream.batching;

import io.hubstream.content.ModelInput;
import io.hubstream.content.ModelVersion;
import io.hubstream.content.TextPreprocessing;
import io.hubstream.serving.EmbeddingSpec;
import io.hubstream.serving.InferenceException;
import io.hubstream.serving.ModelOutput;
import io.hubstream.serving.ModelSpec;
import io.hubstream.serving.Servable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** A text model that gives the text's length, remembers its runs, and fails on marked texts. */
final class ScriptedServable implements Servable {
  static final String POISON = "poison";
  static final String HANG = "hang";
  static final String DEVICE_ERROR = "device-error";

  final List<Integer> sizes = Collections.synchronizedList(new ArrayList<>());
  final List<Integer> paddedSizes = Collections.synchronizedList(new ArrayList<>());
  private final int memoryForRows;

  ScriptedServable() {
    this(Integer.MAX_VALUE);
  }

  /**
   * @param memoryForRows runs with more real rows fail for want of memory
   */
  ScriptedServable(int memoryForRows) {
    this.memoryForRows = memoryForRows;
  }

  @Override
  public ModelSpec spec() {
    return new ModelSpec(
        new ModelVersion("scripted", "1", "sha256:0"),
        TextPreprocessing.DEFAULT,
        Optional.of(new EmbeddingSpec(1, "space")),
        Optional.empty());
  }

  @Override
  public String device() {
    return "cpu";
  }

  @Override
  public List<ModelOutput> run(List<ModelInput> inputs, int paddedSize) throws InferenceException {
    sizes.add(inputs.size());
    paddedSizes.add(paddedSize);
    List<String> texts = inputs.stream().map(input -> ((ModelInput.Text) input).value()).toList();
    if (texts.contains(HANG)) {
      hang();
    }
    failWhen(texts.contains(DEVICE_ERROR), InferenceException.Kind.DEVICE);
    failWhen(texts.size() > memoryForRows, InferenceException.Kind.OUT_OF_MEMORY);
    failWhen(texts.contains(POISON), InferenceException.Kind.INPUT);
    return texts.stream()
        .map(text -> new ModelOutput(Optional.of(new float[] {text.length()}), Optional.empty()))
        .toList();
  }

  /** Until the test interrupts. */
  private static void hang() throws InferenceException {
    try {
      Thread.sleep(60_000);
    } catch (InterruptedException e) {
      throw new InferenceException(InferenceException.Kind.DEVICE, "interrupted", e);
    }
  }

  private static void failWhen(boolean condition, InferenceException.Kind kind)
      throws InferenceException {
    if (condition) {
      throw new InferenceException(kind, "scripted " + kind, null);
    }
  }

  @Override
  public void close() {}
}
