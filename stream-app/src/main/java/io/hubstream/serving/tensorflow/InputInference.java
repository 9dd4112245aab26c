package io.hubstream.serving.tensorflow;

import io.hubstream.content.ImagePreprocessing;
import io.hubstream.content.TextPreprocessing;
import io.hubstream.serving.ManifestHints;
import io.hubstream.serving.ManifestHints.ImageSize;
import io.hubstream.serving.ManifestHints.ValueRange;
import io.hubstream.serving.ModelManifest.Input;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;

/** Finds out, by TF Hub's conventions, whether a signature takes pictures or text. */
final class InputInference {

  /** Operations whose input is a serialised tf.Example. */
  private static final Set<String> EXAMPLE_PARSERS =
      Set.of(
          "ParseExample",
          "ParseExampleV2",
          "ParseSingleExample",
          "ParseSequenceExample",
          "ParseSequenceExampleV2",
          "ParseSingleSequenceExample",
          "DecodeProtoV2");

  /** Operations whose input is an encoded file. */
  private static final Set<String> FILE_DECODERS =
      Set.of(
          "DecodeImage",
          "DecodeJpeg",
          "DecodePng",
          "DecodeGif",
          "DecodeBmp",
          "DecodeWebP",
          "DecodeAndCropJpeg",
          "DecodeWav",
          "DecodeRaw",
          "DecodePaddedRaw",
          "DecodeCompressed",
          "DecodeBase64",
          "DecodeCSV",
          "DecodeJSONExample",
          "ParseTensor");

  private static final ValueRange UNIT = new ValueRange(0, 1);
  private static final ValueRange BYTE = new ValueRange(0, 255);

  /** How it ended for one signature. */
  sealed interface Result {
    /**
     * @param key the input's name in the signature
     */
    record Content(String key, Input input, String reason) implements Result {}

    record NoContent(String reason) implements Result {}
  }

  private final GraphOps ops;
  private final TensorTypes types;
  private final ManifestHints hints;

  InputInference(GraphOps ops, TensorTypes types, ManifestHints hints) {
    this.ops = ops;
    this.types = types;
    this.hints = hints;
  }

  Result infer(SignatureDef signature) {
    List<Map.Entry<String, TensorInfo>> inputs =
        signature.getInputsMap().entrySet().stream()
            .filter(input -> !hasDefault(input.getValue()))
            .toList();
    if (inputs.size() != 1) {
      List<String> keys = signature.getInputsMap().keySet().stream().sorted().toList();
      return new Result.NoContent(
          "it has " + inputs.size() + " inputs " + keys + ", and content is one");
    }
    String key = inputs.get(0).getKey();
    TensorInfo info = inputs.get(0).getValue();
    Optional<DataType> inGraph = types.placeholderType(info);
    if (inGraph.isPresent() && inGraph.get() != info.getDtype()) {
      return new Result.NoContent(
          "it says that '%s' is %s, but in the graph it is %s"
              .formatted(key, TensorTypes.name(info.getDtype()), TensorTypes.name(inGraph.get())));
    }
    return switch (info.getDtype()) {
      case DT_STRING -> text(key, info);
      case DT_FLOAT, DT_UINT8, DT_INT32, DT_INT64 -> image(key, info);
      default -> numeric(key, info);
    };
  }

  private boolean hasDefault(TensorInfo info) {
    return ops.node(info.getName())
        .filter(node -> node.getOp().equals("PlaceholderWithDefault"))
        .isPresent();
  }

  private Result numeric(String key, TensorInfo info) {
    return new Result.NoContent(
        "its input '%s' is numbers, %s: neither picture nor text"
            .formatted(key, types.display(info)));
  }

  private Result text(String key, TensorInfo info) {
    Optional<String> parser = ops.leadsTo(info.getName(), EXAMPLE_PARSERS);
    if (parser.isPresent()) {
      return new Result.NoContent(
          "its input is tf.Example: '%s' leads to %s".formatted(key, parser.get()));
    }
    Optional<String> decoder = ops.leadsTo(info.getName(), FILE_DECODERS);
    if (decoder.isPresent()) {
      return new Result.NoContent(
          "its input is encoded data, no text: '%s' leads to %s".formatted(key, decoder.get()));
    }
    Optional<List<Long>> shape = types.shape(info);
    boolean vector =
        shape.isEmpty()
            || shape.get().size() == 1
            || (shape.get().size() == 2 && shape.get().get(1) == 1);
    if (!vector) {
      return new Result.NoContent(
          "its input '%s' is %s, not one text a row".formatted(key, types.display(info)));
    }
    if (shape.isPresent() && shape.get().get(0) >= 0) {
      return fixedBatch(shape.get().get(0));
    }
    return new Result.Content(
        key,
        new Input("string", hints.text().orElse(TextPreprocessing.DEFAULT)),
        "'%s' is %s and leads to no parser of tf.Example: text"
            .formatted(key, types.display(info)));
  }

  private static Result fixedBatch(long size) {
    return new Result.NoContent(
        "it takes batches of exactly %d: export it with a batch size that is free".formatted(size));
  }

  private Result image(String key, TensorInfo info) {
    Optional<List<Long>> shape = types.shape(info);
    if (shape.isEmpty() || shape.get().size() != 4) {
      return numeric(key, info);
    }
    List<Long> sizes = shape.get();
    long channels = sizes.get(3);
    if (channels != 1 && channels != 3) {
      boolean channelsFirst = sizes.get(1) == 1 || sizes.get(1) == 3;
      return channelsFirst
          ? new Result.NoContent(
              "its input '%s' is %s: channels come first; export it with channels last"
                  .formatted(key, types.display(info)))
          : numeric(key, info);
    }
    if (sizes.get(0) >= 0) {
      return fixedBatch(sizes.get(0));
    }
    return sized(key, info, sizes);
  }

  private Result sized(String key, TensorInfo info, List<Long> sizes) {
    long height = orHint(sizes.get(1), ImageSize::height);
    long width = orHint(sizes.get(2), ImageSize::width);
    if (height < 0 || width < 0) {
      return new Result.NoContent(
          "its input '%s' is %s: say what height and width it was trained for"
              .formatted(key, types.display(info)));
    }
    if (hints.imageSize().isPresent()
        && !hints.imageSize().get().equals(new ImageSize((int) height, (int) width))) {
      return new Result.NoContent(
          "its input takes %d x %d, not %d x %d as was said"
              .formatted(
                  height,
                  width,
                  hints.imageSize().get().height(),
                  hints.imageSize().get().width()));
    }
    if (!PictureSize.isServed(height, width)) {
      return new Result.NoContent(
          "its input '%s' is %s: %s"
              .formatted(key, types.display(info), PictureSize.refusal(height, width)));
    }
    boolean bytes = info.getDtype() != DataType.DT_FLOAT;
    ValueRange range = hints.valueRange().orElse(bytes ? BYTE : UNIT);
    int channels = sizes.get(3).intValue();
    ImagePreprocessing preprocessing =
        new ImagePreprocessing((int) height, (int) width, channels, range.low(), range.high());
    String why =
        hints.valueRange().isPresent()
            ? "as was said"
            : bytes
                ? "the bytes of a picture, as it takes whole numbers"
                : "TF Hub's convention for float32";
    return new Result.Content(
        key,
        new Input(TensorTypes.name(info.getDtype()), preprocessing),
        "'%s' is %s: a picture; values %s to %s, %s"
            .formatted(key, types.display(info), range.low(), range.high(), why));
  }

  private long orHint(long size, java.util.function.ToIntFunction<ImageSize> part) {
    return size >= 0 ? size : hints.imageSize().map(hint -> part.applyAsInt(hint)).orElse(-1);
  }
}
