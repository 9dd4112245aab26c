package io.hubstream.benchmarks;

import io.hubstream.content.ContentItem;
import io.hubstream.content.Embedding;
import io.hubstream.content.Execution;
import io.hubstream.content.ModelResult;
import io.hubstream.content.ModelVersion;
import io.hubstream.content.Outcome;
import io.hubstream.content.Payload;
import io.hubstream.content.ScoredLabel;
import io.hubstream.content.Timings;
import io.hubstream.records.RuntimeEnvironment;
import io.hubstream.testing.Versions;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;

/** Content and results that look like real ones, equal at each run. */
public final class Samples {
  public static final ModelVersion VERSION = Versions.version("scenes", 1);

  private static final int SEED = 7;
  private static final String PROSE =
      "It is a truth universally acknowledged, that a single man in possession of a good fortune,"
          + " must be in want of a wife. However little known the feelings or views of such a man"
          + " may be on his first entering a neighbourhood, this truth is so well fixed.\n\n";

  private Samples() {}

  /** An event with an inline payload. */
  public static ContentItem item(String mediaType, byte[] payload) {
    return new ContentItem(
        "content-0123456789",
        Optional.of("tenant-a"),
        mediaType,
        new Payload.Inline(ByteBuffer.wrap(payload)),
        Optional.of("file.ext"),
        Map.of("source", "shop", "language", "en"),
        Instant.ofEpochMilli(1_700_000_000_000L));
  }

  /** A result of one model: the best five classes, and an embedding unless the dimension is 0. */
  public static Outcome.Enriched enriched(ContentItem item, int dimension) {
    ModelResult.Ok ok =
        new ModelResult.Ok(
            VERSION,
            dimension == 0
                ? Optional.empty()
                : Optional.of(new Embedding(floats(dimension), true, "space")),
            top(5),
            1,
            List.of(),
            "image:96x96x3:0.0..1.0",
            new Execution(30, 32, "cpu", 1_000));
    return new Outcome.Enriched(
        item, "0".repeat(64), "default", List.of(ok), new Timings(10, 200, 3_000, 4_000));
  }

  private static List<ScoredLabel> top(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> new ScoredLabel("label number " + i, i, 1f / (i + 2)))
        .toList();
  }

  /** What stamps results. */
  public static RuntimeEnvironment environment() {
    return new RuntimeEnvironment(
        "instance-1",
        "1.0",
        Optional.empty(),
        "2.18.0",
        Optional.empty(),
        Optional.empty(),
        RuntimeEnvironment.Platform.current());
  }

  /** Bytes that no codec shortens. */
  public static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    new Random(SEED).nextBytes(bytes);
    return bytes;
  }

  /** Values between 0 and 1. */
  public static float[] floats(int length) {
    Random random = new Random(SEED);
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = random.nextFloat();
    }
    return values;
  }

  /** English prose in paragraphs, all of it ASCII. */
  public static String text(int length) {
    return PROSE.repeat(length / PROSE.length() + 1).substring(0, length);
  }

  /** Names of classes. */
  public static List<String> labels(int count) {
    return IntStream.range(0, count).mapToObj(i -> "label number " + i).toList();
  }

  /**
   * A picture of shapes with a little noise, which compresses about as a photograph does.
   *
   * @param format {@code jpg} or {@code png}
   */
  public static byte[] picture(String format, int width, int height) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Random random = new Random(SEED);
    paint(image, random);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, image.getRGB(x, y) ^ (random.nextInt(8) * 0x010101));
      }
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, format, out);
    } catch (IOException e) {
      throw new UncheckedIOException("a picture in memory cannot fail", e);
    }
    return out.toByteArray();
  }

  private static void paint(BufferedImage image, Random random) {
    Graphics2D graphics = image.createGraphics();
    for (int i = 0; i < 20; i++) {
      graphics.setColor(new Color(random.nextInt(0x1000000)));
      graphics.fillOval(
          random.nextInt(image.getWidth()),
          random.nextInt(image.getHeight()),
          image.getWidth() / 3,
          image.getHeight() / 3);
    }
    graphics.dispose();
  }
}
