package io.hubstream.decoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.hubstream.content.BadRecordException;
import io.hubstream.content.DocumentChunk;
import io.hubstream.content.FailureKind;
import io.hubstream.content.TextPreprocessing;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ChunkerTest {

  private static final int UNLIMITED = Integer.MAX_VALUE;

  @Test
  void shouldGiveOneChunkWhenTheTextFits() throws Exception {
    assertThat(Chunker.chunk("twelve chars", new TextPreprocessing(12, 4), 1))
        .containsExactly(new DocumentChunk(0, 0, 12, "twelve chars"));
    assertThat(Chunker.chunk("", TextPreprocessing.DEFAULT, 1))
        .containsExactly(new DocumentChunk(0, 0, 0, ""));
  }

  @Test
  void shouldPreferAParagraphToASentenceAndASentenceToAWord() throws Exception {
    String text = "x".repeat(80) + " word. Next\n\nnew one. And so on " + "y".repeat(50);

    assertThat(firstOf(text, 110)).endsWith("Next\n\n");
    assertThat(firstOf(text.replace("\n\n", "  "), 110)).endsWith("new one. ");
    assertThat(firstOf(text.replace("\n\n", "  ").replace(".", ","), 110)).endsWith("so ");
  }

  @Test
  void shouldCutAnywhereWhenNoBorderStandsInTheLastQuarter() throws Exception {
    assertThat(firstOf("one two " + "z".repeat(200), 100)).hasSize(100);
  }

  @Test
  void shouldCutAfterAFullStopWithoutBlanksWhenTheScriptHasNone() throws Exception {
    assertThat(firstOf("漢".repeat(90) + "。" + "字".repeat(60), 100)).hasSize(91).endsWith("。");
  }

  @Test
  void shouldKeepPairsWholeWhenChunksAreOneOrTwoCharactersLong() throws Exception {
    assertThat(Chunker.chunk("😀😀a😀", new TextPreprocessing(1, 0), UNLIMITED))
        .extracting(DocumentChunk::text)
        .containsExactly("😀", "😀", "a", "😀");
    assertThat(Chunker.chunk("a😀b", new TextPreprocessing(2, 1), UNLIMITED))
        .allSatisfy(chunk -> assertWhole(chunk.text()));
  }

  @Test
  void shouldRefuseWhenTheTextMakesTooManyChunks() throws Exception {
    TextPreprocessing form = new TextPreprocessing(10, 0);
    assertThat(Chunker.chunk("x".repeat(30), form, 3)).hasSize(3);

    BadRecordException failure =
        catchThrowableOfType(
            BadRecordException.class, () -> Chunker.chunk("x".repeat(31), form, 3));

    assertThat(failure.kind()).isEqualTo(FailureKind.LIMIT_EXCEEDED);
    assertThat(failure).hasMessageContaining("more than 3 chunks");
  }

  @Test
  void shouldKeepItsPromisesWhenTextsAreRandom() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 3000; round++) {
      String text = randomText(random);
      int length = 1 + random.nextInt(random.nextBoolean() ? 8 : 200);
      TextPreprocessing form = new TextPreprocessing(length, random.nextInt(length / 2 + 1));
      List<DocumentChunk> chunks = Chunker.chunk(text, form, UNLIMITED);
      try {
        assertPromises(text, form, chunks);
        assertThat(Chunker.chunk(text, form, UNLIMITED)).isEqualTo(chunks);
      } catch (AssertionError e) {
        throw new AssertionError("seed %d, round %d, %s".formatted(seed, round, form.id()), e);
      }
    }
  }

  private static void assertPromises(
      String text, TextPreprocessing form, List<DocumentChunk> chunks) {
    assertThat(chunks.get(0).start()).isZero();
    assertThat(chunks.get(chunks.size() - 1).end()).isEqualTo(text.length());
    if (text.length() <= form.chunkCharacters()) {
      assertThat(chunks).hasSize(1);
    }
    for (int i = 0; i < chunks.size(); i++) {
      DocumentChunk chunk = chunks.get(i);
      assertThat(chunk.index()).isEqualTo(i);
      assertThat(chunk.text()).isEqualTo(text.substring(chunk.start(), chunk.end()));
      assertThat(chunk.text().length())
          .isBetween(0, form.chunkCharacters() + (form.chunkCharacters() < 8 ? 1 : 0));
      assertWhole(chunk.text());
      if (i > 0) {
        assertFollows(chunks.get(i - 1), chunk, form);
      }
    }
  }

  private static void assertFollows(
      DocumentChunk before, DocumentChunk chunk, TextPreprocessing form) {
    int overlap = before.end() - chunk.start();
    assertThat(chunk.start()).isGreaterThan(before.start());
    assertThat(chunk.end()).isGreaterThan(before.end());
    if (form.chunkCharacters() >= 8) {
      assertThat(overlap).isBetween(form.overlapCharacters(), form.overlapCharacters() + 1);
    } else {
      assertThat(overlap).isBetween(0, form.overlapCharacters() + 1);
    }
  }

  /** Every pair that the text had whole is whole: the texts hold no lone surrogates. */
  private static void assertWhole(String text) {
    if (!text.isEmpty()) {
      assertThat(Character.isLowSurrogate(text.charAt(0))).isFalse();
      assertThat(Character.isHighSurrogate(text.charAt(text.length() - 1))).isFalse();
    }
  }

  private static String randomText(Random random) {
    String[] alphabet = {
      "a", "bc", " ", ". ", "\n", "\n\n", "\r\n\r\n", "😀", "漢", "。", "! ", "\t"
    };
    int blanks = random.nextInt(3);
    StringBuilder text = new StringBuilder();
    IntStream.range(0, random.nextInt(400))
        .map(i -> random.nextInt(alphabet.length))
        .forEach(i -> text.append(blanks == 0 && alphabet[i].isBlank() ? "😀" : alphabet[i]));
    return text.toString();
  }

  private static String firstOf(String text, int length) throws BadRecordException {
    return Chunker.chunk(text, new TextPreprocessing(length, 0), UNLIMITED).get(0).text();
  }
}
