package io.hubstream.decoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.hubstream.content.BadRecordException;
import io.hubstream.content.FailureKind;
import io.hubstream.content.Stage;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class TikaTextExtractorTest {

  private static final String DOCX =
      "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

  private static TikaTextExtractor extractor;

  private final MediaTypeDetector detector = new MediaTypeDetector();

  @TempDir Path folder;

  @BeforeAll
  static void open() {
    extractor =
        new TikaTextExtractor(
            new DocumentLimits(4 << 20, 800_000, Duration.ofSeconds(20), 256, 1, 500));
  }

  @AfterAll
  static void close() {
    extractor.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tika_testWORD.docx|Sample Word Document Title",
        "tika_testWORD.doc|Sample Word Document Title",
        "tika_testPPT.pptx|This is a test file data with the same content",
        "tika_testEXCEL.xlsx|Sample Excel Worksheet - Numbers and their Squares",
        "tika_testOpenOffice2.odt|This is a sample Open Office document",
        "tika_testRTF.rtf|Test d\u2019indexation Word",
        "tika_resume.html|Здравствуйте",
        "tika_tika434.html|The Easy Way to Find Vacation Rentals",
        "tika_testPDF.pdf|Apache Tika is a toolkit for detecting",
        "tika_govdocs_014760.docx|STANDARDS FOR INTERAGENCY HOTSHOT CREW OPERATIONS",
        "pride_and_prejudice.htm|It is a truth universally acknowledged"
      })
  void shouldFindTheTextWhenTheDocumentIsReal(String name, String expected) throws Exception {
    assertThat(extract(SampleDocuments.real("documents/" + name))).contains(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PDFBOX-3110-poems-beads", "cweb", "eu-001"})
  void shouldFindTheWordsOfAPdfWhenTheyAreKnown(String name) throws Exception {
    Path pdf = SampleDocuments.real("documents/pdfbox_" + name + ".pdf");
    Set<String> words = words(extract(pdf));
    Set<String> known = words(Files.readString(pdf.resolveSibling(pdf.getFileName() + ".txt")));

    long found = known.stream().filter(words::contains).count();

    assertThat(found).isGreaterThan(known.size() * 95L / 100);
  }

  @Test
  void shouldKeepTheTagsWhenTheDocumentIsXmlOrCode() throws Exception {
    assertThat(extract("application/xml", SampleDocuments.utf8("<a><b>c</b></a>")))
        .isEqualTo("<a><b>c</b></a>");
    assertThat(extract("text/markdown", SampleDocuments.utf8("# Title\r\n\r\n* item")))
        .isEqualTo("# Title\r\n\r\n* item");
  }

  @Test
  void shouldDropTheTagsWhenTheDocumentIsHtml() throws Exception {
    ByteBuffer html =
        SampleDocuments.utf8("<p>One&nbsp;&amp;   two</p><script>alert(1)</script><p>three</p>");

    assertThat(extract("text/html", html)).isEqualTo("One & two\nthree");
  }

  @Test
  void shouldReadTheWholeBufferAndLeaveItsPositionWhenItIsReadOnlyOrDirect() throws Exception {
    ByteBuffer docx = SampleDocuments.docx("A paragraph.");
    ByteBuffer direct = ByteBuffer.allocateDirect(docx.remaining()).put(docx.duplicate()).flip();

    assertThat(extract(DOCX, docx.asReadOnlyBuffer())).isEqualTo("A paragraph.");
    assertThat(extract(DOCX, direct)).isEqualTo("A paragraph.");
    assertThat(direct.position()).isZero();
  }

  @Test
  void shouldLetTheBytesDecideWhenAnOfficeFileBearsAnotherOnesType() throws Exception {
    assertThat(extract("application/msword", SampleDocuments.docx("Really docx.")))
        .isEqualTo("Really docx.");
    assertThat(
            extract(
                "application/msword",
                SampleDocuments.utf8("{\\rtf1\\ansi\\pard Really RTF.\\par}")))
        .isEqualTo("Really RTF.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/pdf",
        DOCX,
        "application/msword",
        "application/epub+zip",
        "application/vnd.oasis.opendocument.text"
      })
  void shouldBeUndecodableWhenTheBytesAreSomethingElse(String type) {
    BadRecordException failure = failureOf(type, SampleDocuments.utf8("no such document"));

    assertThat(failure.kind()).isEqualTo(FailureKind.UNDECODABLE);
    assertThat(failure.stage()).isEqualTo(Stage.DECODE);
    assertThat(failure).hasMessageContaining(type).hasMessageNotContaining("no such document");
  }

  @Test
  void shouldSayEncryptedWhenAPdfAsksForAPassword() throws Exception {
    BadRecordException failure = failureOf("application/pdf", SampleDocuments.encryptedPdf());

    assertThat(failure.kind()).isEqualTo(FailureKind.UNDECODABLE);
    assertThat(failure).hasMessageContaining("encrypted");
  }

  @Test
  void shouldBeEmptyContentWhenThereIsNoText() throws Exception {
    ByteBuffer blank = SampleDocuments.utf8("<html><body> <p>&nbsp;</p></body></html>");

    assertThat(failureOf("text/plain", SampleDocuments.utf8("")).kind())
        .isEqualTo(FailureKind.EMPTY_CONTENT);
    assertThat(failureOf("text/plain", SampleDocuments.utf8(" \n\t ")).kind())
        .isEqualTo(FailureKind.EMPTY_CONTENT);
    assertThat(failureOf("text/html", blank).kind()).isEqualTo(FailureKind.EMPTY_CONTENT);
  }

  @Test
  void shouldExceedTheLimitWhenTheFileOrItsTextIsTooLong() throws Exception {
    assertThat(failureOf("application/pdf", ByteBuffer.allocate((4 << 20) + 1)).kind())
        .isEqualTo(FailureKind.LIMIT_EXCEEDED);
    assertThat(failureOf("text/plain", SampleDocuments.utf8("x".repeat(800_001))).kind())
        .isEqualTo(FailureKind.LIMIT_EXCEEDED);
    ByteBuffer html = SampleDocuments.utf8("<p>" + "x ".repeat(450_000) + "</p>");
    assertThat(failureOf("text/html", html)).hasMessageContaining("more than 800000 characters");
  }

  @Test
  void shouldExceedTheLimitWhenADocumentIsAZipBomb() throws Exception {
    String line = "a".repeat(1000);
    String nextParagraph = "</w:t></w:r></w:p><w:p><w:r><w:t>";

    BadRecordException failure =
        failureOf(DOCX, SampleDocuments.docx((line + nextParagraph).repeat(30_000)));

    assertThat(failure.kind()).as(failure.getMessage()).isEqualTo(FailureKind.LIMIT_EXCEEDED);
  }

  @Test
  void shouldNotReadOtherFilesWhenADocumentNamesThemAsEntities() throws Exception {
    Path secret = Files.writeString(folder.resolve("secret.txt"), "TOPSECRET");
    ByteBuffer odt = SampleDocuments.odtThatNames(secret);

    String seen;
    try {
      seen = extract("application/vnd.oasis.opendocument.text", odt);
    } catch (BadRecordException e) {
      seen = e.getMessage();
    }

    assertThat(seen).doesNotContain("TOPSECRET");
  }

  @Test
  void shouldRefuseWhenTheTypeIsNoDocument() {
    assertThat(failureOf("image/png", SampleDocuments.utf8("x")).kind())
        .isEqualTo(FailureKind.UNSUPPORTED_MEDIA_TYPE);
  }

  private static BadRecordException failureOf(String type, ByteBuffer bytes) {
    return catchThrowableOfType(BadRecordException.class, () -> extract(type, bytes));
  }

  private static String extract(String type, ByteBuffer bytes) throws Exception {
    return extractor.extract(type, bytes, Optional.empty());
  }

  private String extract(Path file) throws Exception {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
    String name = file.getFileName().toString();
    return extractor.extract(detector.detect(name, bytes), bytes, Optional.of(name));
  }

  private static Set<String> words(String text) {
    List<String> words = Arrays.asList(text.split("[^\\p{L}]+"));
    return words.stream().filter(word -> word.length() > 3).collect(Collectors.toSet());
  }
}
