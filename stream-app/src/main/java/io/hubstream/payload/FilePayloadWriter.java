package io.hubstream.payload;

import io.hubstream.content.Payload;
import io.hubstream.content.Sha256;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.UUID;

/** Payloads in a folder. A file is there whole, or not at all. */
final class FilePayloadWriter implements PayloadWriter {
  private final Path root;

  FilePayloadWriter(Path root) {
    this.root = root;
  }

  @Override
  public Payload.Reference write(byte[] bytes, String sha256) throws IOException {
    Path file = root;
    for (String name : PayloadWriter.names(sha256)) {
      file = file.resolve(name);
    }
    if (!Files.exists(file)) {
      Path folder = Files.createDirectories(file.resolveSibling("."));
      Path fresh = folder.resolve("." + UUID.randomUUID());
      try {
        writeThrough(fresh, bytes);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(fresh);
      }
    } else if (Files.size(file) != bytes.length
        || !Sha256.hex(ByteBuffer.wrap(Files.readAllBytes(file))).equals(sha256)) {
      throw new IOException(
          file + " is there, but its bytes are not those that its name says: delete it");
    }
    return new Payload.Reference(file.toRealPath().toUri(), bytes.length, sha256, Optional.empty());
  }

  /** On the disk before its name is: a reference must not outlast it. */
  private static void writeThrough(Path file, byte[] bytes) throws IOException {
    try (FileOutputStream out = new FileOutputStream(file.toFile())) {
      out.write(bytes);
      out.getFD().sync();
    }
  }
}
