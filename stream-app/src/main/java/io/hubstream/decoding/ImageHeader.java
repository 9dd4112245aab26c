package io.hubstream.decoding;

import com.drew.imaging.FileType;
import com.drew.imaging.FileTypeDetector;
import com.drew.imaging.jpeg.JpegMetadataReader;
import com.drew.imaging.jpeg.JpegProcessingException;
import com.drew.metadata.Metadata;
import com.drew.metadata.MetadataException;
import com.drew.metadata.exif.ExifIFD0Directory;
import com.drew.metadata.exif.ExifReader;
import com.drew.metadata.jpeg.JpegDirectory;
import com.drew.metadata.jpeg.JpegReader;
import io.hubstream.content.BadRecordException;
import io.hubstream.content.FailureKind;
import io.hubstream.content.MediaTypes;
import io.hubstream.content.Stage;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * What the first bytes of a picture say, read before any pixel is decoded.
 *
 * @param format by the bytes, whatever the media type says
 * @param width in pixels, as stored
 * @param height in pixels, as stored
 * @param orientation EXIF orientation of a JPEG, 1 to 8; 1 is upright
 */
public record ImageHeader(Format format, int width, int height, int orientation) {
  private static final Set<String> NAMED =
      Set.of("image/jpeg", "image/png", "image/gif", "image/bmp");

  /** Progressive pictures of this world have about ten. */
  private static final int MAX_SCANS = 100;

  /** Formats that are decoded. */
  public enum Format {
    JPEG,
    PNG,
    GIF,
    BMP
  }

  /**
   * Reads a header.
   *
   * @param mediaType what the bytes are said to be, for messages
   * @throws BadRecordException UNSUPPORTED_MEDIA_TYPE, UNDECODABLE, or LIMIT_EXCEEDED
   */
  public static ImageHeader read(String mediaType, byte[] bytes, ImageLimits limits)
      throws BadRecordException {
    if (bytes.length > limits.maxBytes()) {
      throw limit(
          "the picture has %d bytes, at most %d are decoded", bytes.length, limits.maxBytes());
    }
    ImageHeader header = read(format(mediaType, bytes), bytes);
    long pixels = (long) header.width * header.height;
    if (pixels > limits.maxPixels()) {
      throw limit("the picture has %d pixels, at most %d are decoded", pixels, limits.maxPixels());
    }
    if (header.format == Format.JPEG) {
      requireFewScans(bytes);
    }
    return header;
  }

  private static BadRecordException limit(String message, long is, long limit) {
    return new BadRecordException(
        FailureKind.LIMIT_EXCEEDED, Stage.DECODE, message.formatted(is, limit));
  }

  private static Format format(String mediaType, byte[] bytes) throws BadRecordException {
    FileType type;
    try {
      type =
          FileTypeDetector.detectFileType(new BufferedInputStream(new ByteArrayInputStream(bytes)));
    } catch (IOException e) {
      throw damaged("the file ends within its header", e);
    }
    return switch (type) {
      case Jpeg -> Format.JPEG;
      case Png -> Format.PNG;
      case Gif -> Format.GIF;
      case Bmp -> Format.BMP;
      case Unknown -> throw unknown(mediaType);
      default ->
          throw new BadRecordException(
              FailureKind.UNSUPPORTED_MEDIA_TYPE,
              Stage.DECODE,
              "the bytes are %s; decoded are JPEG, PNG, GIF and BMP".formatted(type.getLongName()));
    };
  }

  private static BadRecordException unknown(String mediaType) {
    if (NAMED.contains(MediaTypes.normalise(mediaType))) {
      return damaged("the bytes are no " + mediaType, null);
    }
    return new BadRecordException(
        FailureKind.UNSUPPORTED_MEDIA_TYPE,
        Stage.DECODE,
        "no decoder for " + mediaType + "; decoded are JPEG, PNG, GIF and BMP");
  }

  private static ImageHeader read(Format format, byte[] bytes) throws BadRecordException {
    try {
      return format == Format.JPEG ? readJpeg(bytes) : readByImageIo(format, bytes);
    } catch (IOException | JpegProcessingException | MetadataException | RuntimeException e) {
      throw damaged("the header of the " + format + " is damaged: " + e.getMessage(), e);
    }
  }

  static BadRecordException damaged(
      String message, @org.jspecify.annotations.Nullable Throwable cause) {
    return new BadRecordException(FailureKind.UNDECODABLE, Stage.DECODE, message, cause);
  }

  private static void requireFewScans(byte[] bytes) throws BadRecordException {
    int scans = JpegScans.count(bytes);
    if (scans > MAX_SCANS) {
      throw limit("the JPEG has %d scans, at most %d are decoded", scans, MAX_SCANS);
    }
  }

  private static ImageHeader readJpeg(byte[] bytes)
      throws IOException, JpegProcessingException, MetadataException {
    Metadata metadata =
        JpegMetadataReader.readMetadata(
            new ByteArrayInputStream(bytes), List.of(new JpegReader(), new ExifReader()));
    ImageHeader largest = new ImageHeader(Format.JPEG, 0, 0, orientation(metadata));
    for (JpegDirectory frame : metadata.getDirectoriesOfType(JpegDirectory.class)) {
      int width = frame.getImageWidth();
      int height = frame.getImageHeight();
      if ((long) width * height > (long) largest.width * largest.height) {
        largest = new ImageHeader(Format.JPEG, width, height, largest.orientation);
      }
    }
    if (largest.width == 0) {
      throw new IOException("it names no size");
    }
    return largest;
  }

  private static int orientation(Metadata metadata) {
    ExifIFD0Directory exif = metadata.getFirstDirectoryOfType(ExifIFD0Directory.class);
    Integer value = exif == null ? null : exif.getInteger(ExifIFD0Directory.TAG_ORIENTATION);
    return value == null || value < 1 || value > 8 ? 1 : value;
  }

  private static ImageHeader readByImageIo(Format format, byte[] bytes) throws IOException {
    ImageReader reader = ImageIO.getImageReadersByFormatName(format.name()).next();
    try (MemoryCacheImageInputStream in =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
      reader.setInput(in, true, true);
      return new ImageHeader(format, reader.getWidth(0), reader.getHeight(0), 1);
    } finally {
      reader.dispose();
    }
  }
}
