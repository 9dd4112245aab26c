package io.hubstream.archive;

import io.hubstream.content.SourcePosition;
import io.hubstream.records.ArchivedRecord;
import io.hubstream.records.AuditContainer;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * A file of the archive, whole.
 *
 * @param header what it says of itself
 * @param records in their order
 * @param contradictions records whose event is not what their value holds
 * @param digest of its bytes: {@code sha256:} and 64 hexadecimal digits
 */
public record ArchiveFile(
    FileHeader header,
    List<ArchivedRecord> records,
    List<SourcePosition> contradictions,
    String digest) {
  public ArchiveFile {
    records = List.copyOf(records);
    contradictions = List.copyOf(contradictions);
  }

  /** The bytes of a file. */
  static byte[] write(FileHeader header, List<ArchivedRecord> records) {
    Map<String, String> metadata = header.toMetadata();
    metadata.put(Seal.KEY, Seal.OPEN);
    byte[] bytes = AuditContainer.write(metadata, records);
    Seal.close(bytes);
    return bytes;
  }

  /**
   * Reads a file.
   *
   * @throws IOException its seal does not hold, or it is no such file
   */
  static ArchiveFile read(byte[] bytes) throws IOException {
    if (!Seal.holds(bytes)) {
      throw new IOException("its seal does not hold: bytes of it were changed, or it is cut");
    }
    AuditContainer container = AuditContainer.read(bytes);
    return new ArchiveFile(
        FileHeader.parse(container.metadata()),
        container.records(),
        container.contradictions(),
        Seal.digest(bytes));
  }
}
