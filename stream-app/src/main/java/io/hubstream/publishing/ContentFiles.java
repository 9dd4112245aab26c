package io.hubstream.publishing;

import io.hubstream.content.ContentItem;
import io.hubstream.content.Payload;
import io.hubstream.decoding.MediaTypeDetector;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Files of a person as content items. Owned by one thread. */
public final class ContentFiles {
  private final MediaTypeDetector detector = new MediaTypeDetector();
  private final Clock clock;
  private final Origin origin;
  private final ClaimChecks claimChecks;

  /**
   * What all items of a run share.
   *
   * @param claimCheckAbove files of more bytes are referred to by a claim check
   */
  public record Origin(
      Optional<String> tenant, Map<String, String> attributes, long claimCheckAbove) {
    public Origin {
      attributes = Map.copyOf(attributes);
    }
  }

  /**
   * A file, and its name among those of its run.
   *
   * @param name path relative to the folder that was named, with forward slashes
   */
  public record Named(Path file, String name) {}

  /** Makes the claim checks of large files. */
  public interface ClaimChecks {
    /** Refers to files where they stand. */
    ClaimChecks IN_PLACE =
        (file, bytes, sha256) ->
            new Payload.Reference(
                file.toRealPath().toUri(), bytes.length, sha256, Optional.empty());

    /**
     * @param bytes of the file
     * @param sha256 of the bytes, 64 lower-case hexadecimal digits
     */
    Payload.Reference claimCheck(Path file, byte[] bytes, String sha256) throws IOException;
  }

  /** With claim checks on large files where they stand. */
  public ContentFiles(Origin origin, Clock clock) {
    this(origin, clock, ClaimChecks.IN_PLACE);
  }

  public ContentFiles(Origin origin, Clock clock, ClaimChecks claimChecks) {
    this.origin = origin;
    this.clock = clock;
    this.claimChecks = claimChecks;
  }

  /**
   * All files of the given files and folders, hidden ones left out, in a fixed order.
   *
   * @throws NoSuchFileException a place is not there
   * @throws IOException there are no files, or they cannot be listed
   */
  public static List<Named> list(List<Path> places) throws IOException {
    List<Named> files = new ArrayList<>();
    for (Path place : places) {
      if (Files.isDirectory(place)) {
        addFolder(place, files);
      } else if (Files.isRegularFile(place)) {
        files.add(new Named(place, String.valueOf(place.getFileName())));
      } else {
        throw new NoSuchFileException(place.toString());
      }
    }
    if (files.isEmpty()) {
      throw new IOException("there are no files in " + places);
    }
    return files;
  }

  private static void addFolder(Path folder, List<Named> files) throws IOException {
    try (Stream<Path> walk = Files.walk(folder)) {
      walk.filter(Files::isRegularFile)
          .map(file -> new Named(file, relative(folder, file)))
          .filter(named -> !named.name().startsWith(".") && !named.name().contains("/."))
          .sorted(Comparator.comparing(Named::name))
          .forEach(files::add);
    }
  }

  private static String relative(Path folder, Path file) {
    return folder.relativize(file).toString().replace('\\', '/');
  }

  /**
   * A file as an item; its media type is detected.
   *
   * @param contentId its id
   */
  public ContentItem item(Named named, String contentId) throws IOException {
    byte[] bytes = Files.readAllBytes(named.file());
    String mediaType =
        detector.detect(String.valueOf(named.file().getFileName()), ByteBuffer.wrap(bytes));
    return new ContentItem(
        contentId,
        origin.tenant(),
        mediaType,
        payload(named.file(), bytes),
        Optional.of(named.name()),
        origin.attributes(),
        clock.instant());
  }

  private Payload payload(Path file, byte[] bytes) throws IOException {
    if (bytes.length <= origin.claimCheckAbove()) {
      return new Payload.Inline(ByteBuffer.wrap(bytes));
    }
    return claimChecks.claimCheck(file, bytes, sha256(bytes));
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }
}
