package io.hubstream.cli;

import io.hubstream.content.TextPreprocessing;
import io.hubstream.serving.ManifestHints;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** What a person says about a model where its export is silent or wrong. */
final class HintOptions {
  private static final Pattern SIZE = Pattern.compile("(\\d{1,5})x(\\d{1,5})");
  private static final Pattern RANGE =
      Pattern.compile("(-?\\d+(?:\\.\\d+)?)\\.\\.(-?\\d+(?:\\.\\d+)?)");
  private static final Pattern CHUNKS = Pattern.compile("(\\d{1,7})/(\\d{1,7})");

  @Option(
      names = "--labels",
      paramLabel = "FILE",
      description = "Names of the classes, one a line, in the order of the output.")
  private Optional<Path> labels = Optional.empty();

  @Option(
      names = "--image-size",
      paramLabel = "HEIGHTxWIDTH",
      description = "Size of the pictures that it wants: 224x224.")
  private Optional<String> imageSize = Optional.empty();

  @Option(
      names = "--value-range",
      paramLabel = "LOW..HIGH",
      description = "What the bytes 0 and 255 of a picture become: 0..1 or -1..1.")
  private Optional<String> valueRange = Optional.empty();

  @Option(
      names = "--chunks",
      paramLabel = "LENGTH/OVERLAP",
      description = "How text is cut, in characters: 2000/200.")
  private Optional<String> chunks = Optional.empty();

  @Option(
      names = "--space",
      paramLabel = "NAME",
      description =
          "Name of the embedding space. Versions share it only if their vectors are comparable.")
  private Optional<String> space = Optional.empty();

  ManifestHints hints() throws IOException {
    List<String> names = labels.isPresent() ? ManifestHints.readLabels(labels.get()) : List.of();
    return new ManifestHints(
        names,
        imageSize.map(
            text -> {
              Matcher size = match(SIZE, text, "--image-size takes HEIGHTxWIDTH, like 224x224");
              return new ManifestHints.ImageSize(
                  Integer.parseInt(size.group(1)), Integer.parseInt(size.group(2)));
            }),
        valueRange.map(
            text -> {
              Matcher range = match(RANGE, text, "--value-range takes LOW..HIGH, like -1..1");
              return new ManifestHints.ValueRange(
                  Float.parseFloat(range.group(1)), Float.parseFloat(range.group(2)));
            }),
        chunks.map(
            text -> {
              Matcher cut = match(CHUNKS, text, "--chunks takes LENGTH/OVERLAP, like 2000/200");
              return new TextPreprocessing(
                  Integer.parseInt(cut.group(1)), Integer.parseInt(cut.group(2)));
            }),
        space);
  }

  private static Matcher match(Pattern pattern, String text, String otherwise) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.matches()) {
      throw CommandFailure.usage(otherwise + ", not " + text);
    }
    return matcher;
  }
}
