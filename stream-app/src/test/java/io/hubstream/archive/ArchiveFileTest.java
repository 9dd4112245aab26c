package io.hubstream.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubstream.archive.FileHeader.Chain;
import io.hubstream.archive.FileHeader.Extent;
import io.hubstream.archive.FileHeader.Link;
import io.hubstream.content.SourcePosition;
import io.hubstream.records.ArchivedRecord;
import io.hubstream.testing.Versions;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.file.SeekableByteArrayInput;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;

class ArchiveFileTest {
  private static final FileHeader HEADER =
      new FileHeader(
          new Chain("audit", 3, new Origin("cluster", "", 4)),
          new Link(12, Versions.digest("before")),
          new Extent(100, 140, 3, List.of(new OffsetRange(100, 103), new OffsetRange(110, 111))),
          Instant.parse("2026-11-27T23:59:59.999Z"),
          "test");

  private static final ArchivedRecord EVENT = AuditSamples.record("audit", 3, 104);
  private static final ArchivedRecord EMPTY =
      new ArchivedRecord(
          new SourcePosition("audit", 3, 105), -1, "NoTimestampType", null, null, List.of());
  private static final ArchivedRecord STRANGE =
      new ArchivedRecord(
          new SourcePosition("audit", 3, 139),
          7,
          "LogAppendTime",
          new byte[0],
          "no event".getBytes(UTF_8),
          List.of(
              new ArchivedRecord.Header("a", new byte[] {1}),
              new ArchivedRecord.Header("a", null)));

  @Test
  void shouldGiveBackEveryByteWhenItIsRead() throws IOException {
    // Given
    List<ArchivedRecord> records = List.of(EVENT, EMPTY, STRANGE);

    // When
    byte[] bytes = ArchiveFile.write(HEADER, records);
    ArchiveFile file = ArchiveFile.read(bytes);

    // Then
    assertThat(file.header()).isEqualTo(HEADER);
    assertThat(file.digest()).isEqualTo(Seal.digest(bytes));
    assertThat(file.contradictions()).isEmpty();
    assertThat(file.records()).hasSameSizeAs(records);
    for (int i = 0; i < records.size(); i++) {
      assertThat(file.records().get(i).sameAs(records.get(i))).isTrue();
    }
  }

  @Test
  void shouldBeReadableByAvroAloneWithTheEventDecoded() throws IOException {
    // Given
    byte[] bytes = ArchiveFile.write(HEADER, List.of(EVENT, EMPTY, STRANGE));

    // When
    try (DataFileReader<GenericRecord> reader =
        new DataFileReader<>(new SeekableByteArrayInput(bytes), new GenericDatumReader<>())) {
      GenericRecord first = reader.next();
      GenericRecord event = (GenericRecord) first.get("event");

      // Then
      assertThat(reader.getMetaString("hubstream.previous")).isEqualTo(Versions.digest("before"));
      assertThat(first.get("offset")).isEqualTo(104L);
      assertThat(event.getSchema().getFullName()).isEqualTo("io.hubstream.schemas.ModelAudit");
      assertThat(event.get("instance")).hasToString("instance-a");
      assertThat(reader.next().get("event")).isNull();
      assertThat(reader.next().get("event")).isNull();
      assertThat(reader.hasNext()).isFalse();
    }
  }

  @Test
  void shouldNotBeReadWhenAnyByteDiffers() {
    // Given
    byte[] bytes = ArchiveFile.write(HEADER, List.of(EVENT));

    // When, Then
    for (int at = 0; at < bytes.length; at++) {
      byte[] other = bytes.clone();
      other[at] ^= 4;
      assertThat(Seal.holds(other)).as("byte %d", at).isFalse();
    }
    assertThat(Seal.holds(bytes)).isTrue();
    assertThatThrownBy(() -> ArchiveFile.read(new byte[10]))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("seal");
  }

  @Test
  void shouldPutTheNextFileIntoTheFolderOfTheDayOnWhichItsPeriodBegan() {
    // Given
    FileHeader before = HEADER;

    // When
    ArchiveName next = ArchiveName.after(before);

    // Then
    assertThat(next).hasToString("audit/3/2026/11/27/000000000013.avro");
    assertThat(ArchiveName.parse(next.toString())).contains(next);
    assertThat(ArchiveName.parse("audit/3/genesis.avro")).contains(ArchiveName.genesis("audit", 3));
    assertThat(ArchiveName.parse("audit/03/genesis.avro")).isEmpty();
    assertThat(ArchiveName.parse("audit/3/2026/11/27/000000000000.avro")).isEmpty();
  }
}
