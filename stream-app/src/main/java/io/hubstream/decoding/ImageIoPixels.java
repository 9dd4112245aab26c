package io.hubstream.decoding;

import io.hubstream.content.BadRecordException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Pixels of the formats that Java decodes better than TensorFlow: GIF without its other frames, BMP
 * with its palettes.
 */
public final class ImageIoPixels {
  private static final int WHITE = 255;

  private ImageIoPixels() {}

  /**
   * The first frame, over white.
   *
   * @param header of the same bytes; its size has been checked
   * @return height x width x 3 bytes, RGB, row by row
   * @throws BadRecordException UNDECODABLE
   */
  public static byte[] rgb(ImageHeader header, byte[] bytes) throws BadRecordException {
    ImageReader reader = ImageIO.getImageReadersByFormatName(header.format().name()).next();
    try (MemoryCacheImageInputStream in =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
      reader.setInput(in, true, true);
      BufferedImage image = reader.read(0);
      if (image.getWidth() != header.width() || image.getHeight() != header.height()) {
        throw ImageHeader.damaged("the picture is not of the size that its header says", null);
      }
      return rgb(image);
    } catch (IOException | RuntimeException e) {
      throw ImageHeader.damaged(
          "the " + header.format() + " cannot be decoded: " + e.getMessage(), e);
    } finally {
      reader.dispose();
    }
  }

  private static byte[] rgb(BufferedImage image) {
    int width = image.getWidth();
    byte[] rgb = new byte[Math.multiplyExact(Math.multiplyExact(width, image.getHeight()), 3)];
    int[] row = new int[width];
    int at = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      image.getRGB(0, y, width, 1, row, 0, width);
      for (int argb : row) {
        int alpha = argb >>> 24;
        rgb[at++] = overWhite(argb >> 16 & 0xff, alpha);
        rgb[at++] = overWhite(argb >> 8 & 0xff, alpha);
        rgb[at++] = overWhite(argb & 0xff, alpha);
      }
    }
    return rgb;
  }

  private static byte overWhite(int value, int alpha) {
    return (byte) ((value * alpha + WHITE * (WHITE - alpha)) / WHITE);
  }
}
