package io.hubstream.serving.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.hubstream.content.BadRecordException;
import io.hubstream.content.FailureKind;
import io.hubstream.content.ImagePreprocessing;
import io.hubstream.content.ModelInput.ImageTensor;
import io.hubstream.decoding.ImageHeader;
import io.hubstream.decoding.ImageLimits;
import io.hubstream.testing.SharedFiles;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TensorFlowImageDecoderTest {
  private static final ImagePreprocessing BYTES = new ImagePreprocessing(8, 8, 3, 0, 255);
  private static final TensorFlowImageDecoder DECODER =
      new TensorFlowImageDecoder(new ImageLimits(1 << 20, 2_000_000), TensorFlowSettings.DEFAULT);

  @AfterAll
  static void close() {
    DECODER.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "bmp", "gif", "jpg"})
  void shouldDecodeWhateverTheMediaTypeSays(String format) throws Exception {
    byte[] file = encoded(quarters(16, 16, BufferedImage.TYPE_INT_RGB), format);

    float[] pixels = decode("application/octet-stream", file, BYTES);

    assertColour(pixels, 1, 1, 8, Color.RED, 12);
    assertColour(pixels, 1, 6, 8, Color.GREEN, 12);
    assertColour(pixels, 6, 1, 8, Color.BLUE, 12);
    assertColour(pixels, 6, 6, 8, Color.BLACK, 12);
  }

  @Test
  void shouldGiveEveryFormWhenSeveralAreWanted() throws Exception {
    byte[] file = encoded(quarters(16, 16, BufferedImage.TYPE_INT_RGB), "png");
    List<ImagePreprocessing> forms =
        List.of(
            new ImagePreprocessing(4, 8, 3, -1, 1), new ImagePreprocessing(4, 4, 1, 0, 1), BYTES);

    List<ImageTensor> tensors = DECODER.decode("image/png", ByteBuffer.wrap(file), forms);

    assertThat(tensors).extracting(tensor -> tensor.values().length).containsExactly(96, 16, 192);
    Numbers.assertClose(Arrays.copyOf(tensors.get(0).values(), 3), new float[] {1, -1, -1}, 1e-5f);
    assertThat(tensors.get(1).values()[0]).isEqualTo(0.299f, within(1e-3f));
  }

  @Test
  void shouldShowWhiteWhenAPixelIsTransparent() throws Exception {
    BufferedImage picture = new BufferedImage(8, 8, BufferedImage.TYPE_INT_ARGB);
    picture.setRGB(0, 0, 0xffff0000);
    picture.setRGB(1, 0, 0x80ff0000);

    float[] pixels = decode("image/png", encoded(picture, "png"), BYTES);

    assertColour(pixels, 0, 0, 8, Color.RED, 0);
    assertColour(pixels, 0, 1, 8, new Color(255, 127, 127), 1);
    assertColour(pixels, 5, 5, 8, Color.WHITE, 0);
  }

  @ParameterizedTest
  @CsvSource({
    "" + BufferedImage.TYPE_BYTE_GRAY,
    "" + BufferedImage.TYPE_USHORT_GRAY,
    "" + BufferedImage.TYPE_BYTE_INDEXED
  })
  void shouldDecodePngOfOtherKinds(int type) throws Exception {
    float[] pixels = decode("image/png", encoded(quarters(16, 16, type), "png"), BYTES);

    assertColour(pixels, 6, 6, 8, Color.BLACK, 1);
    assertThat(pixels[0]).isBetween(50f, 255f);
  }

  /** Each file shows red, green, blue and black in its quarters once it is turned upright. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void shouldTurnUprightWhenExifSaysSo(int orientation) throws Exception {
    BufferedImage upright = quarters(32, 16, BufferedImage.TYPE_INT_RGB);
    byte[] file = withOrientation(encoded(stored(upright, orientation), "jpg"), orientation);
    ImagePreprocessing wide = new ImagePreprocessing(8, 16, 3, 0, 255);

    float[] pixels = decode("image/jpeg", file, wide);

    assertColour(pixels, 1, 1, 16, Color.RED, 40);
    assertColour(pixels, 1, 14, 16, Color.GREEN, 40);
    assertColour(pixels, 6, 1, 16, Color.BLUE, 40);
    assertColour(pixels, 6, 14, 16, Color.BLACK, 40);
  }

  @Test
  void shouldDecodeSmallerWhenAJpegIsMuchLarger() throws Exception {
    byte[] file = encoded(quarters(1000, 800, BufferedImage.TYPE_INT_RGB), "jpg");
    ImageHeader header = ImageHeader.read("image/jpeg", file, new ImageLimits(1 << 20, 2_000_000));

    assertThat(TensorFlowImageDecoder.ratio(header, List.of(BYTES))).isEqualTo(8);
    assertThat(TensorFlowImageDecoder.ratio(header, List.of(square(200)))).isEqualTo(2);
    assertThat(TensorFlowImageDecoder.ratio(header, List.of(square(201), BYTES))).isEqualTo(1);
    assertColour(decode("image/jpeg", file, BYTES), 1, 6, 8, Color.GREEN, 12);
  }

  @Test
  void shouldRefuseAnImageBombBeforePixelsAreDecoded() throws Exception {
    byte[] small = encoded(quarters(16, 16, BufferedImage.TYPE_INT_RGB), "png");
    ByteBuffer.wrap(small).putInt(16, 30_000).putInt(20, 30_000);
    java.util.zip.CRC32 crc = new java.util.zip.CRC32();
    crc.update(small, 12, 17);
    ByteBuffer.wrap(small).putInt(29, (int) crc.getValue());

    assertRefused("image/png", small, FailureKind.LIMIT_EXCEEDED, "900000000 pixels");
  }

  @Test
  void shouldRefuseWhenTheFileIsTooLong() {
    assertRefused(
        "image/png", new byte[(1 << 20) + 1], FailureKind.LIMIT_EXCEEDED, "1048577 bytes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "bmp", "gif", "jpg"})
  void shouldSayUndecodableWhenTheFileIsCutOff(String format) throws Exception {
    byte[] file = encoded(quarters(64, 64, BufferedImage.TYPE_INT_RGB), format);
    for (int length : new int[] {10, 40, file.length / 2}) {
      byte[] cut = Arrays.copyOf(file, length);
      assertThatThrownBy(() -> decode("image/" + format, cut, BYTES))
          .as("%d of %d bytes", length, file.length)
          .isInstanceOfSatisfying(
              BadRecordException.class,
              e -> assertThat(e.kind()).isEqualTo(FailureKind.UNDECODABLE));
    }
  }

  @Test
  void shouldSayUnsupportedWhenTheBytesAreAnotherFormat() {
    byte[] webp = "RIFF\0\0\0\0WEBPVP8 ".getBytes(StandardCharsets.ISO_8859_1);
    byte[] svg = "<svg xmlns='http://www.w3.org/2000/svg'/>".getBytes(StandardCharsets.UTF_8);

    assertRefused("image/png", webp, FailureKind.UNSUPPORTED_MEDIA_TYPE, "WebP");
    assertRefused("image/svg+xml", svg, FailureKind.UNSUPPORTED_MEDIA_TYPE, "image/svg+xml");
    assertRefused("image/png", svg, FailureKind.UNDECODABLE, "no image/png");
  }

  @Test
  void shouldDecodeEveryRealPicture() throws Exception {
    try (var files = Files.list(SharedFiles.input("images"));
        TensorFlowImageDecoder decoder =
            new TensorFlowImageDecoder(ImageLimits.DEFAULT, TensorFlowSettings.DEFAULT)) {
      for (var file : (Iterable<java.nio.file.Path>) files::iterator) {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
        float[] pixels =
            decoder
                .decode("image/jpeg", bytes, List.of(new ImagePreprocessing(96, 96, 3, 0, 1)))
                .get(0)
                .values();
        assertThat(pixels).as("%s", file).hasSize(96 * 96 * 3);
        for (float value : pixels) {
          assertThat(value).isBetween(0f, 1f);
        }
      }
    }
  }

  private static ImagePreprocessing square(int size) {
    return new ImagePreprocessing(size, size, 3, 0, 1);
  }

  private static float[] decode(String mediaType, byte[] file, ImagePreprocessing form)
      throws BadRecordException {
    return DECODER.decode(mediaType, ByteBuffer.wrap(file), List.of(form)).get(0).values();
  }

  private static void assertRefused(
      String mediaType, byte[] file, FailureKind kind, String message) {
    assertThatThrownBy(() -> decode(mediaType, file, BYTES))
        .isInstanceOfSatisfying(BadRecordException.class, e -> assertThat(e.kind()).isEqualTo(kind))
        .hasMessageContaining(message);
  }

  private static void assertColour(
      float[] pixels, int y, int x, int width, Color colour, int tolerance) {
    int at = (y * width + x) * 3;
    float[] found = Arrays.copyOfRange(pixels, at, at + 3);
    assertThat(found[0]).as("red").isEqualTo(colour.getRed(), within((float) tolerance));
    assertThat(found[1]).as("green").isEqualTo(colour.getGreen(), within((float) tolerance));
    assertThat(found[2]).as("blue").isEqualTo(colour.getBlue(), within((float) tolerance));
  }

  /** Red and green above, blue and black below. */
  private static BufferedImage quarters(int width, int height, int type) {
    BufferedImage picture = new BufferedImage(width, height, type);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        boolean left = x < width / 2;
        boolean top = y < height / 2;
        Color colour = top ? (left ? Color.RED : Color.GREEN) : (left ? Color.BLUE : Color.BLACK);
        picture.setRGB(x, y, colour.getRGB());
      }
    }
    return picture;
  }

  /** How an upright picture is stored when its EXIF orientation is the given one. */
  private static BufferedImage stored(BufferedImage upright, int orientation) {
    int w = upright.getWidth();
    int h = upright.getHeight();
    boolean swap = orientation >= 5;
    BufferedImage stored = new BufferedImage(swap ? h : w, swap ? w : h, upright.getType());
    for (int y = 0; y < h; y++) {
      for (int x = 0; x < w; x++) {
        int r = w - 1 - x;
        int b = h - 1 - y;
        // EXIF 2.3, tag 274: which visual sides the stored first row and first column are.
        int[] to =
            switch (orientation) {
              case 2 -> new int[] {r, y};
              case 3 -> new int[] {r, b};
              case 4 -> new int[] {x, b};
              case 5 -> new int[] {y, x};
              case 6 -> new int[] {y, r};
              case 7 -> new int[] {b, r};
              case 8 -> new int[] {b, x};
              default -> new int[] {x, y};
            };
        stored.setRGB(to[0], to[1], upright.getRGB(x, y));
      }
    }
    return stored;
  }

  /** Puts an EXIF segment that holds nothing but the orientation after the start of a JPEG. */
  private static byte[] withOrientation(byte[] jpeg, int orientation) {
    byte[] exif = {
      (byte) 0xff,
      (byte) 0xe1,
      0,
      34,
      'E',
      'x',
      'i',
      'f',
      0,
      0,
      'M',
      'M',
      0,
      42,
      0,
      0,
      0,
      8,
      0,
      1,
      1,
      18,
      0,
      3,
      0,
      0,
      0,
      1,
      0,
      (byte) orientation,
      0,
      0,
      0,
      0,
      0,
      0
    };
    return ByteBuffer.allocate(jpeg.length + exif.length)
        .put(jpeg, 0, 2)
        .put(exif)
        .put(jpeg, 2, jpeg.length - 2)
        .array();
  }

  private static byte[] encoded(BufferedImage picture, String format) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThat(ImageIO.write(picture, format, out)).isTrue();
    return out.toByteArray();
  }
}
