package io.hubstream.archive;

import io.hubstream.archive.FileHeader.Chain;
import io.hubstream.records.ArchivedRecord;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;

/**
 * Holds an archive against the topic while it is checked: whatever the topic still has up to the
 * archive's end must be in the archive, to the byte, the archive must not reach beyond the topic's
 * end, and must reach as far as its archiver noted at the brokers. It costs one pass over what the
 * topic still has.
 *
 * <p>Owned by one thread, for one check. The source belongs to the caller.
 */
public final class TopicComparison implements ArchiveVisitor {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration SILENCE = Duration.ofSeconds(30);

  private final AuditSource source;
  private final Origin origin;
  private final Map<Integer, Witness> witnesses;
  private final List<Finding> findings = new ArrayList<>();
  private final List<String> remarks = new ArrayList<>();
  private final Set<Integer> seen = new HashSet<>();
  private final Queue<ArchivedRecord> ahead = new ArrayDeque<>();
  private final Map<Long, String> digests = new HashMap<>();
  private Optional<FileHeader> newest = Optional.empty();
  private int partition = -1;
  private long topicEnd;
  private boolean otherTopic;

  TopicComparison(AuditSource source, Origin origin, Map<Integer, Witness> witnesses) {
    this.source = source;
    this.origin = origin;
    this.witnesses = Map.copyOf(witnesses);
  }

  /**
   * Makes one.
   *
   * @param group that the archiver commits its offsets for
   */
  public static TopicComparison of(AuditSource source, Admin admin, String group)
      throws InterruptedException {
    return new TopicComparison(
        source, Origin.of(admin, source.topic()), Witness.read(admin, source.topic(), group));
  }

  @Override
  public void file(ArchiveFile file) {
    Chain chain = file.header().chain();
    if (!chain.topic().equals(source.topic()) || otherTopic) {
      return;
    }
    if (chain.origin().contradicts(origin)) {
      otherTopic = true;
      find(
          chain.toString(),
          "the topic of this name is another one now (id %s, archived %s): the archive was not compared"
              .formatted(origin.topicId(), chain.origin().topicId()));
      return;
    }
    if (partition != chain.partition()) {
      begin(chain.partition());
    }
    newest = Optional.of(file.header());
    Optional.ofNullable(witnesses.get(partition))
        .filter(witness -> witness.sequence() == file.header().link().sequence())
        .ifPresent(witness -> digests.put(witness.sequence(), file.digest()));
    file.records().forEach(this::compare);
  }

  private void begin(int next) {
    partition = next;
    seen.add(next);
    ahead.clear();
    digests.clear();
    newest = Optional.empty();
    topicEnd = 0;
    if (source.partitions().contains(next)) {
      // Asked after the archive was listed: an archiver that runs meanwhile is not ahead of it.
      topicEnd = source.end(next);
      source.only(next, source.begin(next));
    }
  }

  private void compare(ArchivedRecord archived) {
    long offset = archived.position().offset();
    for (Optional<ArchivedRecord> there = peek();
        there.isPresent() && there.get().position().offset() <= offset;
        there = peek()) {
      ArchivedRecord record = there.get();
      ahead.remove();
      if (record.position().offset() < offset) {
        notArchived(record);
      } else if (!record.sameAs(archived)) {
        find(
            record.position().toString(),
            "the record is another one in the topic than in the archive");
      }
    }
  }

  private void notArchived(ArchivedRecord record) {
    find(record.position().toString(), "the topic holds this record, and the archive does not");
  }

  /** The next record of the topic that was not compared; empty behind the last. */
  private Optional<ArchivedRecord> peek() {
    long quietSince = System.nanoTime();
    while (ahead.isEmpty()
        && partition >= 0
        && topicEnd > 0
        && source.position(partition) < topicEnd) {
      ahead.addAll(poll());
      if (System.nanoTime() - quietSince > SILENCE.toNanos()) {
        throw new IllegalStateException(
            "topic %s: nothing came for %d s before its end"
                .formatted(source.topic(), SILENCE.toSeconds()));
      }
    }
    return Optional.ofNullable(ahead.peek());
  }

  private List<ArchivedRecord> poll() {
    try {
      return source.poll(POLL).getOrDefault(partition, List.of());
    } catch (OffsetOutOfRangeException e) {
      // Retention took what was to be compared.
      source.only(partition, source.begin(partition));
      return List.of();
    }
  }

  @Override
  public void end(String topic, int ended) {
    if (!topic.equals(source.topic()) || otherTopic || ended != partition) {
      return;
    }
    long archived = newest.map(header -> header.extent().to()).orElse(0L);
    Optional<ArchivedRecord> next = peek();
    while (next.isPresent() && next.get().position().offset() < archived) {
      notArchived(ahead.remove());
      next = peek();
    }
    Witness witness = witnesses.get(partition);
    if (witness != null) {
      hold(witness, archived);
      newest.ifPresent(header -> notNoted(witness, header));
    }
    if (archived > topicEnd) {
      find(
          place(),
          "the archive ends at offset %d, and the topic at %d: what the archive holds from there on never stood in this topic, or the topic is another one than it was"
              .formatted(archived, topicEnd));
    }
    next.ifPresent(record -> behind(record, archived, witness != null));
    partition = -1;
  }

  /** The archive must reach as far as was noted, by the same file. */
  private void hold(Witness witness, long archived) {
    String digest = digests.get(witness.sequence());
    if (archived < witness.to() || !witness.digest().equals(digest)) {
      find(
          place(),
          "the archiver noted at the brokers that file %d, with %s, ends at offset %d; the archive %s"
              .formatted(
                  witness.sequence(),
                  witness.digest(),
                  witness.to(),
                  digest == null
                      ? "ends at offset %d, and has no such file: files were removed"
                          .formatted(archived)
                      : "has another file there, with " + digest));
    }
  }

  private String place() {
    return source.topic() + "-" + partition;
  }

  /** Files that an archiver put before it could note them, or somebody else. */
  private void notNoted(Witness witness, FileHeader last) {
    if (last.link().sequence() > witness.sequence()) {
      remarks.add(
          "%s: the archiver noted file %d, to offset %d, as its newest; the archive goes on to file %d, to offset %d: if no archiver is running, and none was killed there, find out who wrote the rest"
              .formatted(
                  place(),
                  witness.sequence(),
                  witness.to(),
                  last.link().sequence(),
                  last.extent().to()));
    }
  }

  private void behind(ArchivedRecord next, long archived, boolean witnessed) {
    String what =
        "the archive ends at offset %d; the topic goes on with %s to %d"
            .formatted(archived, next.position(), topicEnd - 1);
    if (witnessed) {
      remarks.add(place() + ": " + what + ", which is not archived yet");
    } else {
      find(
          place(),
          what
              + ", and no archiver's note at the brokers tells whether that was archived before: run `hubstream audit archive`, then check again");
    }
  }

  /** What was found, after the check. */
  public List<Finding> findings() {
    if (!otherTopic) {
      for (int each : source.partitions()) {
        if (!seen.contains(each) && (witnesses.containsKey(each) || source.end(each) > 0)) {
          find(
              source.topic() + "-" + each,
              "the topic has this partition, with records, and the archive does not");
        }
      }
    }
    return List.copyOf(findings);
  }

  /** What is no fault, and good to know. */
  public List<String> remarks() {
    return List.copyOf(remarks);
  }

  private void find(String place, String what) {
    findings.add(new Finding(Finding.Kind.TOPIC, place, what));
  }
}
