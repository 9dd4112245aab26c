package io.hubstream.decoding;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubstream.content.MediaTypes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MediaTypeDetectorTest {

  private final MediaTypeDetector detector = new MediaTypeDetector();

  @ParameterizedTest
  @CsvSource({
    "images/castle.jpg, image/jpeg",
    "images/astronaut.png, image/png",
    "documents/tika_testPDF.pdf, application/pdf",
    "documents/tika_testWORD.doc, application/msword",
    "code/languages.json, application/json",
    "code/pom.xml, application/xml"
  })
  void shouldFindTheTypeWhenTheFileIsReal(String name, String expected) throws IOException {
    Path file = SampleDocuments.real(name);
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));

    assertThat(detector.detect(file.getFileName().toString(), bytes)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"A.java", "a.go", "a.py", "a.cc", "a.md", "a.rs", "a.sh", "a.yaml", "a.txt", "a"})
  void shouldBePlainTextWhenTheFileIsSourceOrProse(String name) {
    String type = detector.detect(name, SampleDocuments.utf8("one = two // three\n"));

    assertThat(MediaTypes.isPlainText(type)).as(type).isTrue();
  }

  @Test
  void shouldBelieveTheNameWhenTheFirstLineNamesAnInterpreter() {
    assertThat(detector.detect("a.py", SampleDocuments.utf8("#!/usr/bin/env python\nx = 1\n")))
        .isEqualTo("text/x-python");
  }

  @Test
  void shouldBelieveTheBytesWhenTheNameSaysNothing() throws IOException {
    assertThat(detector.detect("a", SampleDocuments.docx("x")))
        .isEqualTo("application/vnd.openxmlformats-officedocument.wordprocessingml.document");
  }
}
