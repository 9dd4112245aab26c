package io.hubstream.archive;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/**
 * What an archiver noted at the brokers when it had written a file: it stands where nobody who
 * edits the archive can reach it by the same way.
 *
 * @param to offset behind the last that is in the archive
 * @param sequence of the newest file
 * @param digest of the newest file
 */
record Witness(long to, long sequence, String digest) {
  private static final Pattern FORM = Pattern.compile("(\\d{1,18}) (sha256:[0-9a-f]{64})");

  static Witness of(ChainEnd end) {
    return new Witness(end.to(), end.header().link().sequence(), end.digest());
  }

  String metadata() {
    return sequence + " " + digest;
  }

  static Optional<Witness> parse(OffsetAndMetadata committed) {
    Matcher form = FORM.matcher(committed.metadata());
    return form.matches()
        ? Optional.of(new Witness(committed.offset(), Long.parseLong(form.group(1)), form.group(2)))
        : Optional.empty();
  }

  /** The notes that are still there, by partition. */
  static Map<Integer, Witness> read(Admin admin, String topic, String group)
      throws InterruptedException {
    Map<Integer, Witness> found = new TreeMap<>();
    try {
      Map<TopicPartition, OffsetAndMetadata> committed =
          admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
      committed.forEach(
          (partition, offset) -> {
            if (partition.topic().equals(topic) && offset != null) {
              parse(offset).ifPresent(witness -> found.put(partition.partition(), witness));
            }
          });
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (!(cause instanceof GroupIdNotFoundException)
          && !(cause instanceof AuthorizationException)) {
        throw new KafkaException("the brokers do not tell the offsets of group " + group, cause);
      }
    }
    return found;
  }
}
