package io.hubstream.decoding;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * A process that has one idle and one hanging parser process, and prints their ids; to be killed.
 */
public final class ParserParent {

  private ParserParent() {}

  public static void main(String[] args) throws Exception {
    DocumentLimits limits = new DocumentLimits(1 << 20, 1000, Duration.ofMinutes(5), 64, 2, 10);
    TikaTextExtractor extractor = PoisonParser.extractor(limits);
    Thread hanging = new Thread(() -> extract(extractor, "hang"));
    hanging.setDaemon(true);
    hanging.start();
    extract(extractor, "echo");
    while (extractor.processes().size() < 2) {
      Thread.sleep(10);
    }
    StringBuilder line = new StringBuilder();
    extractor.processes().forEach(pid -> line.append(pid).append(' '));
    System.out.println(line);
    Thread.sleep(Duration.ofMinutes(5).toMillis());
  }

  private static void extract(TikaTextExtractor extractor, String poison) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap("text".getBytes(StandardCharsets.UTF_8));
      extractor.extract(PoisonParser.type(poison), bytes, Optional.empty());
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
