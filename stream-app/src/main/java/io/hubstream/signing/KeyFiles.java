package io.hubstream.signing;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Key pairs on disk. Owned by no thread. */
public final class KeyFiles {
  private KeyFiles() {}

  /** The public key's file beside a private key's. */
  public static Path publicFile(Path privateFile) {
    return privateFile.resolveSibling(privateFile.getFileName() + ".pub");
  }

  /**
   * Writes a pair: the private key as PKCS#8 PEM, readable by its owner alone from its first byte
   * on, and the public key as X.509 PEM beside it.
   *
   * @throws java.nio.file.FileAlreadyExistsException one of the files is there; it is left as it is
   */
  public static void write(Path privateFile, SigningKey pair) throws IOException {
    Path publicFile = publicFile(privateFile);
    write(publicFile, pair.verification().pem(), "rw-r--r--");
    try {
      write(privateFile, pair.secretPem(), "rw-------");
    } catch (IOException e) {
      Files.delete(publicFile);
      throw e;
    }
  }

  private static void write(Path file, String text, String permissions) throws IOException {
    Set<StandardOpenOption> options =
        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    FileAttribute<?>[] attributes =
        Files.getFileStore(folder(file)).supportsFileAttributeView("posix")
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
            }
            : new FileAttribute<?>[0];
    try (OutputStream out =
        Channels.newOutputStream(Files.newByteChannel(file, options, attributes))) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static Path folder(Path file) {
    Path parent = file.toAbsolutePath().getParent();
    return parent == null ? file.toAbsolutePath() : parent;
  }
}
