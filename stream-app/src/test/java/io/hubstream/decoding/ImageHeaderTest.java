package io.hubstream.decoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubstream.content.BadRecordException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import org.junit.jupiter.api.Test;

class ImageHeaderTest {

  @Test
  void shouldReadAProgressivePicture() throws Exception {
    // Given
    byte[] file = progressive();

    // When
    ImageHeader header = ImageHeader.read("image/jpeg", file, ImageLimits.DEFAULT);

    // Then
    assertThat(header.width()).isEqualTo(64);
    assertThat(JpegScans.count(file)).isBetween(2, 20);
  }

  @Test
  void shouldRefuseAPictureWhenItsScansWouldKeepADecoderBusyForHours() throws Exception {
    // Given
    byte[] file = progressive();
    int lastScan = lastScan(file);
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    bomb.write(file, 0, lastScan);
    for (int i = 0; i < 1000; i++) {
      bomb.write(file, lastScan, file.length - 2 - lastScan);
    }
    bomb.write(file, file.length - 2, 2);

    // When, Then
    assertThatThrownBy(
            () -> ImageHeader.read("image/jpeg", bomb.toByteArray(), ImageLimits.DEFAULT))
        .isInstanceOf(BadRecordException.class)
        .hasMessageContaining("scans, at most 100");
  }

  @Test
  void shouldNotCountWhatFollowsThePicture() throws Exception {
    // Given
    byte[] file = progressive();
    byte[] film = Arrays.copyOf(file, file.length + 100_000);
    for (int i = file.length; i < film.length; i += 2) {
      film[i] = (byte) 0xFF;
      film[i + 1] = (byte) 0xDA;
    }

    // When
    int scans = JpegScans.count(film);

    // Then
    assertThat(scans).isEqualTo(JpegScans.count(file));
  }

  private static int lastScan(byte[] file) {
    int at = file.length - 2;
    while ((file[at] & 0xFF) != 0xFF || (file[at + 1] & 0xFF) != 0xDA) {
      at--;
    }
    return at;
  }

  private static byte[] progressive() throws IOException {
    BufferedImage picture = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 64 * 64; i++) {
      picture.setRGB(i % 64, i / 64, i * 2_654_435);
    }
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ImageWriteParam how = writer.getDefaultWriteParam();
    how.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    writer.setOutput(ImageIO.createImageOutputStream(out));
    writer.write(null, new IIOImage(picture, null, null), how);
    ((javax.imageio.stream.ImageOutputStream) writer.getOutput()).close();
    writer.dispose();
    return out.toByteArray();
  }
}
