package io.hubstream.archive;

import io.hubstream.archive.FileHeader.Chain;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file of a chain by which all files before it are known, to the byte. Whoever noted one can tell
 * later that none of them was taken away or written anew.
 *
 * @param sequence number of the file in its chain
 * @param digest of the file
 */
public record Head(String topic, int partition, long sequence, String digest) {
  private static final Pattern FORM =
      Pattern.compile("(\\S{1,249}) (\\d{1,9}) (\\d{1,12}) (sha256:[0-9a-f]{64})");

  static Head of(ChainEnd end) {
    Chain chain = end.header().chain();
    return new Head(chain.topic(), chain.partition(), end.header().link().sequence(), end.digest());
  }

  /** Reads the text form; empty where it is something else. */
  public static Optional<Head> parse(String text) {
    Matcher form = FORM.matcher(text.trim());
    return form.matches()
        ? Optional.of(
            new Head(
                form.group(1),
                Integer.parseInt(form.group(2)),
                Long.parseLong(form.group(3)),
                form.group(4)))
        : Optional.empty();
  }

  /** {@code TOPIC PARTITION SEQUENCE DIGEST}. */
  @Override
  public String toString() {
    return "%s %d %d %s".formatted(topic, partition, sequence, digest);
  }
}
