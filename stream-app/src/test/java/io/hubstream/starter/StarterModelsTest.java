package io.hubstream.starter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.hubstream.content.ImagePreprocessing;
import io.hubstream.content.MediaKind;
import io.hubstream.serving.tensorflow.Inspection;
import io.hubstream.serving.tensorflow.SavedModelInspector;
import io.hubstream.starter.graphs.ServedStarter;
import io.hubstream.starter.graphs.ServedStarter.Answer;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StarterModelsTest {
  private static final int CHILD_LIMIT_S = 120;

  private Path root;
  private List<StarterModel> models;

  @BeforeAll
  void build(@TempDir Path folder) throws IOException {
    root = folder.resolve("models");
    models = StarterModels.buildInto(root, ProgressListener.NONE);
  }

  @Test
  void shouldWriteTheSameBytesWhenBuiltInAnotherJvm(@TempDir Path other) throws Exception {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:ActiveProcessorCount=1",
                "-Duser.language=tr",
                "-cp",
                System.getProperty("java.class.path"),
                BuildStarterModels.class.getName(),
                other.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();

    try {
      assertThat(child.waitFor(CHILD_LIMIT_S, TimeUnit.SECONDS)).isTrue();
    } finally {
      child.destroyForcibly();
    }

    assertThat(child.exitValue()).isZero();
    assertThat(digests(other)).isEqualTo(digests(root));
  }

  @Test
  void shouldBuildOnlyTheVersionsThatAreMissing(@TempDir Path other) throws Exception {
    copy(root, other);
    deleteVersion(other.resolve("starter-image/1"));
    deleteVersion(other.resolve("starter-text/1"));
    List<String> steps = new ArrayList<>();

    StarterModels.buildInto(other, steps::add);

    assertThat(steps.stream().filter(step -> step.startsWith("building")))
        .containsExactlyInAnyOrder(
            "building starter-image version 1", "building starter-text version 1");
    assertThat(digests(other)).isEqualTo(digests(root));
  }

  @Test
  void shouldRefuseAPlaceThatIsTakenByAnother(@TempDir Path other) throws IOException {
    Files.createDirectories(other.resolve("starter-image/1"));

    assertThatThrownBy(() -> StarterModels.buildInto(other, ProgressListener.NONE))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("starter-image")
        .hasMessageContaining("no starter model");
  }

  @Test
  void shouldUseNoOperationThatIsNotAllowed() throws Exception {
    SavedModelInspector inspector = new SavedModelInspector();
    for (StarterModel model : models) {
      Inspection inspection = inspector.inspect(model.folder());

      assertThat(inspection.ops()).isEmpty();
      assertThat(inspection.routable()).isTrue();
    }
  }

  @Test
  void shouldGetHeldOutScenesRight() {
    assertThat(model("starter-image", 1).heldOutAccuracy()).isBetween(0.5, 0.85);
    assertThat(model("starter-image", 2).heldOutAccuracy()).isGreaterThan(0.97);
  }

  @Test
  void shouldGetHeldOutLanguagesRight() {
    assertThat(model("starter-text", 1).heldOutAccuracy()).isBetween(0.8, 0.95);
    assertThat(model("starter-text", 2).heldOutAccuracy()).isGreaterThan(0.97);
  }

  @Test
  void shouldPutLikeThingsTogetherInTheEmbedding() {
    for (StarterModel model : models) {
      Evidence.Measure last =
          model.evidence().measures().get(model.evidence().measures().size() - 1);

      assertThat(last.name()).contains("nearest neighbour");
      assertThat(last.value()).isGreaterThan(model.version() == 1 ? 0.7 : 0.94);
    }
  }

  @Test
  void shouldSayTheMeasuredNumbersInTheCard() throws IOException {
    for (StarterModel model : models) {
      String card = Files.readString(model.folder().resolve("assets.extra/MODEL_CARD.md"));

      assertThat(card)
          .contains("held-out accuracy | " + StarterFacts.shown(model.heldOutAccuracy()))
          .contains(model.story().lineage(), model.story().change(), "What it cannot do");
    }
  }

  @Test
  void shouldGiveEveryLabelAProbabilityAndEveryEmbeddingLengthOne() {
    for (StarterModel model : models) {
      try (ServedStarter served = ServedStarter.load(model.folder())) {
        for (Answer answer : answers(model, served, 5)) {
          assertThat(answer.probabilities()).hasSize(model.labels().size());
          assertThat(sum(answer.probabilities())).isCloseTo(1, within(1e-5));
          assertThat(answer.embedding()).hasSize(model.contract().dimension());
          assertThat(length(answer.embedding())).isCloseTo(1, within(1e-5));
        }
      }
    }
  }

  @Test
  void shouldKeepTheContractBetweenVersions() {
    assertThat(model("starter-image", 1).contract())
        .isEqualTo(model("starter-image", 2).contract());
    assertThat(model("starter-text", 1).contract()).isEqualTo(model("starter-text", 2).contract());
    assertThat(model("starter-image", 1).contract().preprocessing())
        .isEqualTo(new ImagePreprocessing(64, 64, 3, 0, 1));
  }

  @Test
  void shouldAnswerAlikeAloneAndInAPaddedBatch() {
    for (StarterModel model : models) {
      try (ServedStarter served = ServedStarter.load(model.folder())) {
        List<Answer> together = answers(model, served, 8);
        List<Answer> alone = answers(model, served, 1);

        assertThat(alone.get(0).embedding())
            .containsExactly(together.get(0).embedding(), within(1e-5f));
        assertThat(alone.get(0).probabilities())
            .containsExactly(together.get(0).probabilities(), within(1e-5f));
      }
    }
  }

  @Test
  void shouldTakeALongNovelForEnglish() throws IOException {
    Path novel = input("documents/pride_and_prejudice_utf8.txt");
    assumeThat(novel).as("no shared inputs beside the project").exists();
    String text = Files.readString(novel);
    StarterModel model = model("starter-text", 2);

    List<Answer> answers;
    try (ServedStarter served = ServedStarter.load(model.folder())) {
      answers = served.ofTexts(chunks(text, 2000));
    }

    assertThat(answers).allMatch(answer -> model.labels().get(answer.best()).equals("en"));
  }

  @Test
  void shouldAnswerForEmptyAndBrokenText() {
    StarterModel model = model("starter-text", 2);
    try (ServedStarter served = ServedStarter.load(model.folder())) {
      List<Answer> answers = served.ofTexts(List.of("", " ", "\0", "12345", "x".repeat(100_000)));

      assertThat(answers).allMatch(answer -> Math.abs(sum(answer.probabilities()) - 1) < 1e-5);
    }
  }

  /** One real input, then {@code count - 1} of padding. */
  private static List<Answer> answers(StarterModel model, ServedStarter served, int count) {
    if (model.contract().preprocessing().mediaKind() == MediaKind.IMAGE) {
      List<byte[]> pictures = new ArrayList<>(PictureExamples.heldOut(1).pictures().subList(0, 1));
      while (pictures.size() < count) {
        pictures.add(new byte[64 * 64 * 3]);
      }
      return served.ofPictures(pictures);
    }
    List<String> texts = new ArrayList<>(List.of("Der Zug nach Köln fährt am Montag. ".repeat(20)));
    while (texts.size() < count) {
      texts.add("");
    }
    return served.ofTexts(texts);
  }

  private StarterModel model(String name, int version) {
    return models.stream()
        .filter(model -> model.name().equals(name) && model.version() == version)
        .findFirst()
        .orElseThrow();
  }

  private static Path input(String name) {
    Path beside = Path.of("..", "shared", "inputs", name);
    return Files.exists(beside) ? beside : Path.of("..", "..", "shared", "inputs", name);
  }

  private static List<String> chunks(String text, int characters) {
    List<String> chunks = new ArrayList<>();
    for (int at = 0; at + characters <= text.length(); at += characters) {
      chunks.add(text.substring(at, at + characters));
    }
    return chunks;
  }

  private static double sum(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum;
  }

  private static double length(float[] values) {
    double squares = 0;
    for (float value : values) {
      squares += value * value;
    }
    return Math.sqrt(squares);
  }

  private static Map<String, String> digests(Path folder) throws Exception {
    Map<String, String> digests = new TreeMap<>();
    for (Path file : files(folder)) {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
      digests.put(folder.relativize(file).toString(), new BigInteger(1, digest).toString(16));
    }
    return digests;
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> walk = Files.walk(folder)) {
      return walk.filter(Files::isRegularFile).toList();
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    for (Path file : files(from)) {
      Path target = to.resolve(from.relativize(file).toString());
      Files.createDirectories(target.getParent());
      Files.copy(file, target);
    }
  }

  private static void deleteVersion(Path folder) throws IOException {
    try (Stream<Path> walk = Files.walk(folder)) {
      for (Path path : walk.sorted((one, two) -> two.compareTo(one)).toList()) {
        Files.delete(path);
      }
    }
  }
}
