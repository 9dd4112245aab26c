package io.hubstream.artifacts;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hubstream.content.ImagePreprocessing;
import io.hubstream.content.Preprocessing;
import io.hubstream.content.TextPreprocessing;
import io.hubstream.serving.ModelManifest;
import io.hubstream.serving.ModelManifest.ClassificationOutput;
import io.hubstream.serving.ModelManifest.EmbeddingOutput;
import io.hubstream.serving.ModelManifest.FileEntry;
import io.hubstream.serving.ModelManifest.Input;
import io.hubstream.serving.ModelManifest.Lineage;
import io.hubstream.serving.ModelManifest.Port;
import io.hubstream.serving.ModelManifest.ScoreForm;
import io.hubstream.serving.ModelRefusedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code hubstream-model.json} to and from {@link ModelManifest}. Equal manifests give equal bytes
 * on every platform: UTF-8, two spaces, line feeds, a fixed order of fields. Fields that it does
 * not know are passed over.
 *
 * <p>Format 2 added golden samples. A manifest without any is still written in format 1, so that
 * older releases serve it; one with them is not, because they would not look at them.
 */
public final class ManifestJson {
  private static final int FORMAT = 1;
  private static final int FORMAT_WITH_GOLDEN = 2;
  private static final ObjectMapper JSON = new ObjectMapper();

  private ManifestJson() {}

  public static byte[] write(ModelManifest manifest) {
    ObjectNode root = JSON.createObjectNode();
    root.put("format", manifest.golden().isEmpty() ? FORMAT : FORMAT_WITH_GOLDEN);
    root.put("model", manifest.model());
    root.put("version", manifest.version());
    manifest.tags().forEach(root.putArray("tags")::add);
    writeInput(root.putObject("input"), manifest.input());
    manifest.embedding().ifPresent(value -> writeEmbedding(root.putObject("embedding"), value));
    manifest
        .classification()
        .ifPresent(value -> writeClassification(root.putObject("classification"), value));
    root.put("owner", manifest.owner());
    root.putObject("lineage")
        .put("source", manifest.lineage().source())
        .put("trainingRun", manifest.lineage().trainingRun())
        .put("dataset", manifest.lineage().dataset());
    root.put("createdAt", manifest.createdAt().toString());
    var files = root.putArray("files");
    for (FileEntry file : manifest.files()) {
      files
          .addObject()
          .put("path", file.path())
          .put("size", file.size())
          .put("sha256", file.sha256());
    }
    if (!manifest.golden().isEmpty()) {
      GoldenJson.write(root.putArray("golden"), manifest.golden());
    }
    DefaultIndenter lines = new DefaultIndenter("  ", "\n");
    DefaultPrettyPrinter printer =
        new DefaultPrettyPrinter().withObjectIndenter(lines).withArrayIndenter(lines);
    try {
      return (JSON.writer(printer).writeValueAsString(root) + "\n")
          .getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * @throws ModelRefusedException naming file and field
   */
  public static ModelManifest read(byte[] bytes) throws ModelRefusedException {
    JsonNode node;
    try {
      node = JSON.readTree(bytes);
    } catch (IOException e) {
      throw new ModelRefusedException(
          ModelManifest.FILE_NAME + " is no JSON: " + firstLine(e.getMessage()), e);
    }
    JsonField root = new JsonField(ModelManifest.FILE_NAME, "", node);
    checkFormat(root.child("format"));
    List<FileEntry> files = readFiles(root.child("files"));
    return new ModelManifest(
        readName(root.child("model")),
        readName(root.child("version")),
        root.child("tags").texts(),
        readInput(root.child("input")),
        readEmbedding(root.child("embedding")),
        readClassification(root.child("classification")),
        root.child("owner").text(""),
        readLineage(root.child("lineage")),
        readInstant(root.child("createdAt")),
        files,
        GoldenJson.read(root.child("golden"), files));
  }

  private static void checkFormat(JsonField field) throws ModelRefusedException {
    int format = field.integer();
    if (format < FORMAT || format > FORMAT_WITH_GOLDEN) {
      throw field.wrong(
          "is %d, but this release reads %d to %d: the version was packaged by a newer release; update this one"
              .formatted(format, FORMAT, FORMAT_WITH_GOLDEN));
    }
  }

  private static String firstLine(@Nullable String message) {
    return message == null ? "" : message.lines().findFirst().orElse("");
  }

  private static String readName(JsonField field) throws ModelRefusedException {
    String name = field.text();
    if (!ArtifactPaths.isName(name)) {
      throw field.wrong(
          "must be letters, digits, '.', '_' and '-', and begin with a letter or digit");
    }
    return name;
  }

  private static void writeInput(ObjectNode json, Input input) {
    json.put("elementType", input.elementType());
    if (input.preprocessing() instanceof ImagePreprocessing image) {
      json.putObject("image")
          .put("height", image.height())
          .put("width", image.width())
          .put("channels", image.channels())
          .put("low", image.low())
          .put("high", image.high());
    } else if (input.preprocessing() instanceof TextPreprocessing text) {
      json.putObject("text")
          .put("chunkCharacters", text.chunkCharacters())
          .put("overlapCharacters", text.overlapCharacters());
    }
  }

  private static Input readInput(JsonField field) throws ModelRefusedException {
    JsonField image = field.child("image");
    JsonField text = field.child("text");
    if (image.isPresent() == text.isPresent()) {
      throw field.wrong("must hold either image or text");
    }
    Preprocessing preprocessing;
    try {
      preprocessing =
          image.isPresent()
              ? new ImagePreprocessing(
                  image.child("height").integer(),
                  image.child("width").integer(),
                  image.child("channels").integer(),
                  image.child("low").decimal(),
                  image.child("high").decimal())
              : new TextPreprocessing(
                  text.child("chunkCharacters").integer(),
                  text.child("overlapCharacters").integer());
    } catch (IllegalArgumentException e) {
      throw field.wrong("is wrong: " + e.getMessage());
    }
    return new Input(field.child("elementType").text(), preprocessing);
  }

  private static void writePort(ObjectNode json, Port port) {
    json.put("signature", port.signature());
    json.put("input", port.input());
    json.put("output", port.output());
  }

  private static Port readPort(JsonField field) throws ModelRefusedException {
    return new Port(
        field.child("signature").text(), field.child("input").text(), field.child("output").text());
  }

  private static void writeEmbedding(ObjectNode json, EmbeddingOutput embedding) {
    writePort(json, embedding.port());
    json.put("dimension", embedding.dimension());
    embedding.spaceId().ifPresent(spaceId -> json.put("spaceId", spaceId));
  }

  private static Optional<EmbeddingOutput> readEmbedding(JsonField field)
      throws ModelRefusedException {
    if (!field.isPresent()) {
      return Optional.empty();
    }
    return Optional.of(
        new EmbeddingOutput(
            readPort(field),
            field.child("dimension").integer(),
            field.child("spaceId").optionalText()));
  }

  private static void writeClassification(ObjectNode json, ClassificationOutput classification) {
    writePort(json, classification.port());
    json.put("form", classification.form().name());
    classification.labels().forEach(json.putArray("labels")::add);
    classification.labelsOutput().ifPresent(output -> json.put("labelsOutput", output));
  }

  private static Optional<ClassificationOutput> readClassification(JsonField field)
      throws ModelRefusedException {
    if (!field.isPresent()) {
      return Optional.empty();
    }
    JsonField form = field.child("form");
    ScoreForm scoreForm;
    try {
      scoreForm = ScoreForm.valueOf(form.text());
    } catch (IllegalArgumentException e) {
      throw form.wrong("must be one of " + Arrays.toString(ScoreForm.values()));
    }
    return Optional.of(
        new ClassificationOutput(
            readPort(field),
            scoreForm,
            field.child("labels").texts(),
            field.child("labelsOutput").optionalText()));
  }

  private static Lineage readLineage(JsonField field) throws ModelRefusedException {
    return new Lineage(
        field.child("source").text(""),
        field.child("trainingRun").text(""),
        field.child("dataset").text(""));
  }

  private static Instant readInstant(JsonField field) throws ModelRefusedException {
    try {
      return Instant.parse(field.text());
    } catch (DateTimeParseException e) {
      throw field.wrong("must be an instant such as 2026-01-31T12:00:00Z");
    }
  }

  private static List<FileEntry> readFiles(JsonField field) throws ModelRefusedException {
    List<FileEntry> files = new ArrayList<>();
    for (JsonField file : field.elements()) {
      JsonField path = file.child("path");
      if (!ArtifactPaths.isSafe(path.text())) {
        throw path.wrong("leads out of the version folder: '" + path.text() + "'");
      }
      files.add(new FileEntry(path.text(), file.child("size").wide(), file.child("sha256").text()));
    }
    return files;
  }
}
