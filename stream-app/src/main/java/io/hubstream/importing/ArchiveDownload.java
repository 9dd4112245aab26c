package io.hubstream.importing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Fetches archives. What arrives is measured against what the service says of it: length, and the
 * MD5 that Google's storage sends.
 *
 * <p>Owner thread: the caller's. A file that could not be fetched whole is not left behind.
 */
public final class ArchiveDownload {
  private static final int LARGEST_ANSWER = 1 << 20;
  private static final int BUFFER = 1 << 16;

  private final WebClient client;
  private final long limit;

  /**
   * @param limit most bytes of an archive
   */
  public ArchiveDownload(DownloadSettings settings, Optional<Credentials> credentials, long limit) {
    this.client = new WebClient(settings, credentials);
    this.limit = limit;
  }

  /**
   * An archive on this machine.
   *
   * @param sha256 of its bytes, hexadecimal
   */
  record Archive(Path file, long bytes, String sha256) {}

  /**
   * @throws HttpStatusException the service refuses
   * @throws IOException it did not answer, not to the end, or with more than the limit
   */
  Archive fetch(URI address, Path target, ImportListener listener)
      throws IOException, InterruptedException {
    boolean whole = false;
    try {
      Archive archive = client.get(address, answer -> save(answer, target, listener));
      whole = true;
      return archive;
    } finally {
      if (!whole) {
        Files.deleteIfExists(target);
      }
    }
  }

  /**
   * The number of a newest version, as Kaggle gives it.
   *
   * @throws IOException it did not answer, or something else
   */
  String newestVersion(URI address) throws IOException, InterruptedException {
    JsonNode number = client.get(address, ArchiveDownload::json).path("versionNumber");
    if (!number.isInt()) {
      throw new IOException(
          WebAddress.shown(address) + " does not name the newest version; name one in the handle");
    }
    return number.asText();
  }

  private static JsonNode json(WebClient.Answer answer) throws IOException {
    try (InputStream in = answer.body()) {
      return new ObjectMapper().readTree(in.readNBytes(LARGEST_ANSWER));
    }
  }

  private Archive save(WebClient.Answer answer, Path target, ImportListener listener)
      throws IOException {
    long length = answer.length();
    checkLimit(length, answer);
    MessageDigest sha256 = Digests.of("SHA-256");
    MessageDigest md5 = Digests.of("MD5");
    long bytes = 0;
    try (InputStream in = answer.body();
        OutputStream out = Files.newOutputStream(target)) {
      byte[] buffer = new byte[BUFFER];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        bytes += n;
        checkLimit(bytes, answer);
        out.write(buffer, 0, n);
        sha256.update(buffer, 0, n);
        md5.update(buffer, 0, n);
        listener.downloaded(bytes, length);
      }
    }
    if (length >= 0 && bytes != length) {
      throw new IOException("it broke off after %d of %d bytes".formatted(bytes, length));
    }
    checkMd5(answer, md5.digest());
    return new Archive(target, bytes, HexFormat.of().formatHex(sha256.digest()));
  }

  private void checkLimit(long bytes, WebClient.Answer answer) throws LimitExceededException {
    if (bytes > limit) {
      throw new LimitExceededException(
          "the archive at %s is larger than %d bytes; --max-bytes allows more"
              .formatted(WebAddress.shown(answer.address()), limit));
    }
  }

  /** The storage may unpack what it sends; then the digest is that of other bytes. */
  private static void checkMd5(WebClient.Answer answer, byte[] actual) throws IOException {
    boolean asStored =
        answer.header("X-Goog-Stored-Content-Encoding").orElse("identity").equals("identity");
    Optional<String> expected = answer.header("X-Goog-Hash").flatMap(ArchiveDownload::md5);
    if (asStored
        && expected.isPresent()
        && !expected.get().equals(Base64.getEncoder().encodeToString(actual))) {
      throw new IOException("it arrived damaged: its MD5 is not the one that the storage names");
    }
  }

  private static Optional<String> md5(String header) {
    for (String part : header.split(",")) {
      if (part.strip().startsWith("md5=")) {
        return Optional.of(part.strip().substring("md5=".length()));
      }
    }
    return Optional.empty();
  }
}
