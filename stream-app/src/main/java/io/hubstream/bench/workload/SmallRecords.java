package io.hubstream.bench.workload;

import io.hubstream.content.ContentItem;
import io.hubstream.content.Payload;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/** Plain texts of one kilobyte, to measure what is left when there is next to nothing to do. */
public final class SmallRecords {
  private static final int BYTES = 1_000;
  private static final int DISTINCT = 64;
  private static final String LETTERS = "aaabcddeeeefghiiijklmnnoooprrsssttuvxyz      ";

  private SmallRecords() {}

  public static List<ContentItem> items(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<ContentItem> items = new ArrayList<>();
    for (int i = 0; i < DISTINCT; i++) {
      StringBuilder text = new StringBuilder(BYTES);
      while (text.length() < BYTES) {
        text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
      }
      items.add(
          new ContentItem(
              "small-%02d".formatted(i),
              Optional.empty(),
              "text/plain",
              new Payload.Inline(
                  ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.US_ASCII))),
              Optional.empty(),
              Map.of(),
              Instant.EPOCH));
    }
    return items;
  }
}
