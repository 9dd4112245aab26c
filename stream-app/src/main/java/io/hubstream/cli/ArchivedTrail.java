package io.hubstream.cli;

import io.hubstream.archive.Anchors;
import io.hubstream.archive.ArchiveFile;
import io.hubstream.archive.ArchiveReport;
import io.hubstream.archive.ArchiveStore;
import io.hubstream.archive.ArchiveVerifier;
import io.hubstream.archive.ArchiveVisitor;
import io.hubstream.archive.Origin;
import io.hubstream.audit.AuditTrail;
import io.hubstream.records.ArchivedRecord;
import io.hubstream.records.TopicCodecs;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.SerializationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes an archive into a trail, and checks it on the way. Owned by one thread. */
final class ArchivedTrail implements ArchiveVisitor {
  private static final Logger LOG = LoggerFactory.getLogger(ArchivedTrail.class);

  /** What is archived needs no registry. */
  private static final TopicCodecs EVENTS = TopicCodecs.SINGLE_OBJECT;

  private final String topic;
  private final AuditTrail trail = new AuditTrail();
  private final Map<Integer, Long> ends = new TreeMap<>();
  private Optional<Origin> origin = Optional.empty();

  /**
   * @param topic the audit topic; an archive may hold others beside it
   */
  ArchivedTrail(String topic) {
    this.topic = topic;
  }

  ArchiveReport read(ArchiveStore store) throws IOException {
    return new ArchiveVerifier(store, new Anchors(List.of(), List.of()), this).verify();
  }

  @Override
  public void file(ArchiveFile file) {
    if (!file.header().chain().topic().equals(topic)) {
      return;
    }
    origin = Optional.of(file.header().chain().origin());
    ends.put(file.header().chain().partition(), file.header().extent().to());
    file.records().forEach(this::add);
  }

  private void add(ArchivedRecord record) {
    byte[] value = record.value();
    if (value == null) {
      return;
    }
    try {
      trail.add(EVENTS.audit(topic, value));
    } catch (SerializationException e) {
      LOG.warn("The archived line {} is left out: {}", record.position(), e.getMessage());
    }
  }

  AuditTrail trail() {
    return trail;
  }

  /** For each partition, the offset behind the last that is archived. */
  Map<Integer, Long> ends() {
    return Map.copyOf(ends);
  }

  /** Whether the archive is of the topic that has this name now, as far as is known. */
  boolean isOf(Admin admin, String name) throws InterruptedException {
    return origin.isPresent() && !origin.get().contradicts(Origin.of(admin, name));
  }
}
