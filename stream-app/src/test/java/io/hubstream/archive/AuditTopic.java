package io.hubstream.archive;

import io.hubstream.broker.EmbeddedBroker;
import io.hubstream.broker.Topic;
import io.hubstream.broker.Topics;
import io.hubstream.records.AuditRecords.KeyedEvent;
import io.hubstream.testing.Versions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** An audit topic of a test, written in transactions as the service writes it. */
public final class AuditTopic implements AutoCloseable {
  private static final int BATCH = 40;

  private final String name;
  private final Admin admin;
  private final Map<String, Object> clients;
  private final KafkaProducer<byte[], byte[]> producer;
  private long nextSpan;

  private AuditTopic(String name, Map<String, Object> clients) {
    this.name = name;
    this.clients = clients;
    this.admin = Admin.create(clients);
    Map<String, Object> transactional = new HashMap<>(clients);
    transactional.put("transactional.id", name);
    this.producer =
        new KafkaProducer<>(transactional, new ByteArraySerializer(), new ByteArraySerializer());
    producer.initTransactions();
  }

  /** Makes one. */
  public static AuditTopic create(EmbeddedBroker broker, int partitions) throws Exception {
    return create(broker, "audit-" + UUID.randomUUID(), partitions);
  }

  /** Makes one of a name. */
  public static AuditTopic create(EmbeddedBroker broker, String name, int partitions)
      throws Exception {
    Map<String, Object> clients = Map.of("bootstrap.servers", broker.bootstrapServers());
    try (Admin admin = Admin.create(clients)) {
      new Topics(admin, Duration.ofSeconds(20))
          .create(List.of(Topic.compacted(name, partitions).with("cleanup.policy", "delete")));
    }
    return new AuditTopic(name, clients);
  }

  public String name() {
    return name;
  }

  Admin admin() {
    return admin;
  }

  AuditSource source() {
    return AuditSource.open(clients, name, name + "-archive");
  }

  /** Archives what is committed, in this process. */
  public void archiveTo(ArchiveStore store) throws Exception {
    try (AuditSource source = source()) {
      Archiver.of(
              source,
              Origin.of(admin, name),
              store,
              new ArchiveLimits(20_000, Duration.ofMinutes(5)),
              "test",
              ArchiveListener.NONE,
              ArchiveMetrics.NONE)
          .catchUp();
    }
  }

  /** Writes so many spans, some of which grow; every third transaction is given up and repeated. */
  public void write(int events) {
    for (int written = 0; written < events; written += BATCH) {
      int now = Math.min(BATCH, events - written);
      if (written / BATCH % 3 == 1) {
        transaction(now, false);
      }
      transaction(now, true);
    }
  }

  private void transaction(int events, boolean commit) {
    producer.beginTransaction();
    for (int i = 0; i < events; i++) {
      long span = nextSpan + i;
      // Every fourth line is the one before it, grown.
      long first = 10 * (span % 4 == 3 ? span - 1 : span);
      send(AuditSamples.span((int) (first / 10 % 5), first, Versions.version("scenes", 1)));
    }
    if (commit) {
      nextSpan += events;
      producer.commitTransaction();
    } else {
      producer.flush();
      producer.abortTransaction();
    }
  }

  /** Writes these lines in one transaction. */
  public void write(List<KeyedEvent> events) {
    producer.beginTransaction();
    events.forEach(this::send);
    producer.commitTransaction();
  }

  private void send(KeyedEvent event) {
    producer.send(new ProducerRecord<>(name, event.key(), event.value()));
  }

  /** Deletes what stands before an offset, as retention does. */
  public void deleteBefore(int partition, long offset) throws Exception {
    admin
        .deleteRecords(
            Map.of(new TopicPartition(name, partition), RecordsToDelete.beforeOffset(offset)))
        .all()
        .get();
  }

  /** Deletes everything. */
  public void deleteAll(int partitions) throws Exception {
    for (int partition = 0; partition < partitions; partition++) {
      deleteBefore(partition, -1);
    }
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(5));
    admin.close(Duration.ofSeconds(5));
  }
}
