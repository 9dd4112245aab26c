package io.hubstream.archive;

import io.hubstream.archive.FileHeader.Chain;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a file stands: {@code TOPIC/PARTITION/genesis.avro} begins a chain, {@code
 * TOPIC/PARTITION/YYYY/MM/DD/SEQUENCE.avro} goes on. The day is that on which the file before was
 * closed, in UTC: so each file has one place, which two writers at once cannot miss.
 *
 * @param day empty for the file that begins a chain
 */
record ArchiveName(String topic, int partition, Optional<LocalDate> day, long sequence) {
  private static final String GENESIS = "genesis.avro";
  private static final Pattern FORM =
      Pattern.compile(
          "([a-zA-Z0-9._-]{1,249})/(0|[1-9]\\d{0,8})/"
              + "(?:genesis\\.avro|(\\d{4})/(\\d{2})/(\\d{2})/(\\d{12})\\.avro)");

  static ArchiveName genesis(String topic, int partition) {
    return new ArchiveName(topic, partition, Optional.empty(), 0);
  }

  /** Where the file after another one stands. */
  static ArchiveName after(FileHeader before) {
    Chain chain = before.chain();
    return new ArchiveName(
        chain.topic(),
        chain.partition(),
        Optional.of(dayAfter(before)),
        before.link().sequence() + 1);
  }

  private static LocalDate dayAfter(FileHeader before) {
    return LocalDate.ofInstant(before.closedAt(), ZoneOffset.UTC);
  }

  /** Reads a name; empty where it is none of the archive. */
  static Optional<ArchiveName> parse(String name) {
    Matcher form = FORM.matcher(name);
    if (!form.matches()) {
      return Optional.empty();
    }
    String topic = form.group(1);
    int partition = Integer.parseInt(form.group(2));
    if (form.group(3) == null) {
      return Optional.of(genesis(topic, partition));
    }
    try {
      LocalDate day =
          LocalDate.of(
              Integer.parseInt(form.group(3)),
              Integer.parseInt(form.group(4)),
              Integer.parseInt(form.group(5)));
      long sequence = Long.parseLong(form.group(6));
      return sequence == 0
          ? Optional.empty()
          : Optional.of(new ArchiveName(topic, partition, Optional.of(day), sequence));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** The folder of a chain, with a slash at its end. */
  static String folder(String topic, int partition) {
    return topic + "/" + partition + "/";
  }

  @Override
  public String toString() {
    String file =
        day.map(
                d ->
                    "%04d/%02d/%02d/%012d.avro"
                        .formatted(d.getYear(), d.getMonthValue(), d.getDayOfMonth(), sequence))
            .orElse(GENESIS);
    return folder(topic, partition) + file;
  }
}
