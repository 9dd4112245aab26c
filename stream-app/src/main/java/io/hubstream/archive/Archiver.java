package io.hubstream.archive;

import io.hubstream.archive.FileHeader.Chain;
import io.hubstream.records.ArchivedRecord;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;

/**
 * Copies the audit topic into an archive, each committed record once, in order. Where it goes on
 * stands in the archive alone. Several may run: the next file of a chain has one name, who puts it
 * first has written it, and the others go on from its end.
 *
 * <p>Owned by the thread that runs it; {@link #stop} may be called by any, and makes {@link #run}
 * put what it has read and return. The source belongs to the caller.
 */
public final class Archiver {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
  private static final Duration LOOK_FOR_PARTITIONS = Duration.ofMinutes(1);

  private final AuditSource source;
  private final Origin origin;
  private final PartitionArchive.Desk desk;
  private final Map<Integer, PartitionArchive> partitions = new TreeMap<>();
  private final CountDownLatch stopping = new CountDownLatch(1);
  private long lookedNanos;
  private boolean commitFailed;
  private boolean beginsAnew;

  Archiver(AuditSource source, Origin origin, PartitionArchive.Desk desk) {
    this.source = source;
    this.origin = origin;
    this.desk = desk;
  }

  /**
   * Makes one.
   *
   * @param origin of the topic that the source reads
   * @param writer who writes, for people
   */
  public static Archiver of(
      AuditSource source,
      Origin origin,
      ArchiveStore store,
      ArchiveLimits limits,
      String writer,
      ArchiveListener listener,
      ArchiveMetrics metrics) {
    return new Archiver(
        source,
        origin,
        new PartitionArchive.Desk(store, limits, Clock.systemUTC(), writer, listener, metrics));
  }

  /** Lets it begin an archive although one was noted that is not there; called before it runs. */
  public void beginAnew() {
    beginsAnew = true;
  }

  /** Asks it to put what it has read, and to end. */
  public void stop() {
    stopping.countDown();
  }

  private boolean isStopping() {
    return stopping.getCount() == 0;
  }

  /**
   * Archives what is committed now, puts the last file of each partition, and returns.
   *
   * @throws IOException the store fails; nothing is lost, another run goes on
   * @throws ArchiveRefusedException the archive cannot be gone on from
   */
  public void catchUp() throws IOException, ArchiveRefusedException, InterruptedException {
    desk.store().clean();
    look();
    Map<Integer, Long> ends = new HashMap<>();
    partitions.keySet().forEach(partition -> ends.put(partition, source.end(partition)));
    do {
      while (!isStopping() && !isCaughtUp(ends)) {
        pass(false);
      }
      closeAll();
      // Not so where another archiver put a shorter file in place of the last one.
    } while (!isStopping() && !isCaughtUp(ends));
  }

  private boolean isCaughtUp(Map<Integer, Long> ends) {
    return ends.entrySet().stream()
        .allMatch(end -> source.position(end.getKey()) >= end.getValue());
  }

  /**
   * Archives until it is stopped. While the store fails it waits and tries again.
   *
   * @throws IOException the store failed when it was asked to end
   * @throws ArchiveRefusedException the archive cannot be gone on from
   */
  public void run() throws IOException, ArchiveRefusedException, InterruptedException {
    desk.store().clean();
    while (!isStopping()) {
      if (partitions.isEmpty()) {
        look();
      } else if (System.nanoTime() - lookedNanos > LOOK_FOR_PARTITIONS.toNanos()) {
        lookAgain();
      }
      pass(true);
    }
    closeAll();
  }

  /** The newest file of each chain, for people. */
  public List<Head> heads() {
    return partitions.values().stream().map(each -> Head.of(each.end())).toList();
  }

  /** Begins with partitions that are new. */
  private void look() throws IOException, ArchiveRefusedException {
    lookedNanos = System.nanoTime();
    List<Integer> added =
        source.partitions().stream().filter(each -> !partitions.containsKey(each)).toList();
    for (int partition : added) {
      requireWhatWasNoted(partition);
    }
    for (int partition : added) {
      Chain chain = new Chain(source.topic(), partition, origin);
      ChainEnd end = ChainEnd.find(desk.store(), chain, desk.clock().instant(), desk.writer());
      PartitionArchive archive = new PartitionArchive(desk, end);
      readFrom(partition, archive, end.to());
      partitions.put(partition, archive);
    }
  }

  /** A place that is empty although something was archived is hardly the place that was meant. */
  private void requireWhatWasNoted(int partition) throws IOException, ArchiveRefusedException {
    if (beginsAnew || isBegun(partition)) {
      return;
    }
    Optional<Witness> noted = source.noted(partition);
    // Another archiver may have begun it since, and noted so: its files were there before its note.
    if (noted.isPresent() && !isBegun(partition)) {
      throw new ArchiveRefusedException(
          "%s holds nothing of %s-%d, and an archiver noted at the brokers that file %d, with %s, is there and ends at offset %d: the place is another one than before, a share that is not mounted, or was emptied. Nothing was written. Name the place where the archive is, or mount it; to begin a new archive here, whose notes replace those, add --begin-anew"
              .formatted(
                  desk.store().place(),
                  source.topic(),
                  partition,
                  noted.get().sequence(),
                  noted.get().digest(),
                  noted.get().to()));
    }
  }

  private boolean isBegun(int partition) throws IOException {
    return ChainEnd.newest(desk.store(), source.topic(), partition).isPresent();
  }

  /** What does not answer now is asked again a minute later. */
  private void lookAgain() throws ArchiveRefusedException {
    try {
      look();
    } catch (RetriableException | IOException e) {
      desk.listener().remark("no look for new partitions now: " + e.getMessage());
    }
  }

  /** Goes to an offset, or to the first one behind it that is there: between them is a loss. */
  private void readFrom(int partition, PartitionArchive archive, long offset)
      throws ArchiveRefusedException {
    long end = source.end(partition);
    if (end < offset) {
      throw new ArchiveRefusedException(
          "topic %s ends at offset %d in partition %d, and the archive at %d: the topic is another one than it was; archive it to another place, with --begin-anew"
              .formatted(source.topic(), end, partition, offset));
    }
    long begin = source.begin(partition);
    if (begin > offset) {
      archive.lost(new OffsetRange(offset, begin));
    }
    source.seek(partition, Math.max(begin, offset));
  }

  private void pass(boolean patient)
      throws IOException, ArchiveRefusedException, InterruptedException {
    for (Map.Entry<Integer, List<ArchivedRecord>> read : poll().entrySet()) {
      take(read.getKey(), read.getValue(), patient);
    }
    for (Map.Entry<Integer, PartitionArchive> each : partitions.entrySet()) {
      if (each.getValue().isOld()) {
        close(each.getKey(), source.position(each.getKey()), patient);
      }
      long archived = each.getValue().archivedTo();
      long read = source.position(each.getKey()) - archived;
      desk.metrics().progress(each.getKey(), archived, read + source.lag(each.getKey()).orElse(0));
    }
  }

  private Map<Integer, List<ArchivedRecord>> poll() throws ArchiveRefusedException {
    try {
      return source.poll(POLL);
    } catch (OffsetOutOfRangeException e) {
      for (Map.Entry<TopicPartition, Long> missed : e.offsetOutOfRangePartitions().entrySet()) {
        int partition = missed.getKey().partition();
        PartitionArchive archive = partitions.get(partition);
        if (archive != null) {
          readFrom(partition, archive, missed.getValue());
        }
      }
      return Map.of();
    }
  }

  private void take(int partition, List<ArchivedRecord> records, boolean patient)
      throws IOException, ArchiveRefusedException, InterruptedException {
    PartitionArchive archive = partitions.get(partition);
    if (archive == null) {
      return;
    }
    for (ArchivedRecord record : records) {
      if (archive.isFullFor(record) && !close(partition, record.position().offset(), patient)) {
        return; // The rest is read again, from another offset.
      }
      archive.add(record);
    }
  }

  private void closeAll() throws IOException, ArchiveRefusedException, InterruptedException {
    for (Map.Entry<Integer, PartitionArchive> each : partitions.entrySet()) {
      if (!each.getValue().isEmpty()) {
        close(each.getKey(), source.position(each.getKey()), false);
      }
    }
  }

  /** Puts a file; returns whether reading goes on where it was. */
  private boolean close(int partition, long to, boolean patient)
      throws IOException, ArchiveRefusedException, InterruptedException {
    PartitionArchive archive = partitions.get(partition);
    if (archive == null) {
      return true;
    }
    long readOn = put(archive, to, patient);
    if (readOn != to) {
      readFrom(partition, archive, readOn);
    }
    commit(partition, archive);
    return readOn == to;
  }

  private long put(PartitionArchive archive, long to, boolean patient)
      throws IOException, ArchiveRefusedException, InterruptedException {
    Duration pause = FIRST_PAUSE;
    while (true) {
      try {
        return archive.close(to);
      } catch (IOException e) {
        if (!patient || isStopping()) {
          throw e;
        }
        desk.metrics().waiting();
        desk.listener().waiting(String.valueOf(e.getMessage()), pause);
        boolean stopped = stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        Duration doubled = pause.multipliedBy(2);
        pause = stopped || doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
      }
    }
  }

  private void commit(int partition, PartitionArchive archive) {
    try {
      source.commit(partition, Witness.of(archive.end()));
    } catch (KafkaException e) {
      if (!commitFailed) {
        commitFailed = true;
        desk.listener()
            .remark(
                "the brokers take no note of what is archived (%s): the archive is not the worse for it, but `audit verify` cannot compare it with one"
                    .formatted(e.getMessage()));
      }
    }
  }
}
