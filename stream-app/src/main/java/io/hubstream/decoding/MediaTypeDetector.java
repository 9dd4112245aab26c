package io.hubstream.decoding;

import io.hubstream.content.MediaTypes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.apache.tika.detect.DefaultDetector;
import org.apache.tika.detect.Detector;
import org.apache.tika.io.TikaInputStream;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.metadata.TikaCoreProperties;
import org.apache.tika.mime.MimeTypes;

/**
 * Finds a file's media type from its name and bytes, for producers that were not told it. Safe for
 * any thread. It looks into containers (ZIP, OLE2), so use it on files that you trust.
 */
public final class MediaTypeDetector {

  private final Detector detector = new DefaultDetector();
  private final Detector names = MimeTypes.getDefaultMimeTypes();

  /**
   * @param fileName the name, with its extension; no folders needed
   * @param bytes the whole file, from position to limit
   * @return normalised media type, {@code application/octet-stream} where nothing is known
   */
  public String detect(String fileName, ByteBuffer bytes) {
    byte[] content = new byte[bytes.remaining()];
    bytes.duplicate().get(content);
    Metadata metadata = new Metadata();
    metadata.set(TikaCoreProperties.RESOURCE_NAME_KEY, fileName);
    try (TikaInputStream in = TikaInputStream.get(content)) {
      String found = MediaTypes.normalise(detector.detect(in, metadata).toString());
      if (!MediaTypes.isPlainText(found)) {
        return found;
      }
      // For text the name knows more: a first line that names an interpreter makes no shell script.
      String named = MediaTypes.normalise(names.detect(null, metadata).toString());
      return MediaTypes.isPlainText(named) ? named : found;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look into a copy held in memory", e);
    }
  }
}
