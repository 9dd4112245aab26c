package io.hubstream.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecordBase;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What version 1 wrote stays readable, with the same values, whatever the schemas become. */
class GoldenFilesTest {

  private static final Path FOLDER = Path.of("src/test/resources/golden/v1");

  static Stream<String> names() {
    return Samples.all().keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("names")
  void shouldReadTheSameValuesWhenVersion1WroteThem(String name) throws IOException {
    // Given
    SpecificRecordBase expected = Samples.all().get(name);
    Path file = FOLDER.resolve(name + ".bin");
    WriteOnce.writeIfAsked(file, Wire.write(expected));
    assertThat(file)
        .withFailMessage("%s is missing; a new sample gets its file by %s", file, WriteOnce.COMMAND)
        .exists();

    byte[] golden = Files.readAllBytes(file);

    // When
    SpecificRecordBase read = Wire.read(Wire.type(expected), golden);

    // Then
    Schema version1 = SchemaHistory.of(expected.getSchema()).versions().get(0);
    assertThat(read).isEqualTo(expected);
    assertThat(golden).startsWith(SingleObjectHeader.of(version1));
  }

  @ParameterizedTest
  @MethodSource("names")
  void shouldReadBackWhenTodaysVersionWroteIt(String name) {
    // Given
    SpecificRecordBase sample = Samples.all().get(name);

    // When
    byte[] written = Wire.write(sample);

    // Then
    assertThat((Object) Wire.read(Wire.type(sample), written)).isEqualTo(sample);
  }
}
