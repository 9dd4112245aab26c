package io.hubstream.tests;

import io.hubstream.content.ModelVersion;
import io.hubstream.registry.RegistryPublisher;
import io.hubstream.registry.RegistrySnapshot;
import io.hubstream.registry.Verdict;
import io.hubstream.service.EnrichmentService;
import io.hubstream.serving.DesiredVersion;
import io.hubstream.serving.LifecycleEvent;
import io.hubstream.serving.Phase;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Offers a service one update of the registry after the other, and says what did not become of it
 * as a table wants it.
 */
final class UpdateTable implements AutoCloseable {
  private static final RegistryPublisher.Request REQUEST =
      new RegistryPublisher.Request("tester", "a row of the table");

  /** Results that must come between two rows. */
  private static final int RESULTS_BETWEEN = 5;

  /** Offers something, and gives the registry offset that the service has to judge. */
  @FunctionalInterface
  interface Offer {
    long in(UpdateTable table) throws Exception;
  }

  /**
   * One row.
   *
   * @param phase the step that must not be passed; or the end of the change, for one that is not
   *     refused
   * @param reasons what the audit must say about it
   */
  record Row(String name, Offer offer, Phase phase, List<String> reasons) {
    static Row of(String name, Phase phase, Offer offer, String... reasons) {
      return new Row(name, offer, phase, List.of(reasons));
    }

    /** Somebody activates a version. */
    static Row activating(
        String name, Phase phase, Callable<DesiredVersion> version, String... reasons) {
      return of(name, phase, table -> table.activate(version.call()), reasons);
    }
  }

  private final TestStream stream;
  private final EnrichmentService service;
  private final ResultsWatch results;
  private final LifecycleWatch audit;
  private final List<ModelVersion> serving;
  private final Producer<byte[], byte[]> producer;

  /** Models whose last row was refused. */
  private final Set<String> disturbed = new HashSet<>();

  /**
   * @param serving what must serve all the time; the first of them makes the results
   */
  UpdateTable(
      TestStream stream,
      EnrichmentService service,
      ResultsWatch results,
      List<ModelVersion> serving) {
    this.stream = stream;
    this.service = service;
    this.results = results;
    this.audit = new LifecycleWatch(stream);
    this.serving = List.copyOf(serving);
    this.producer =
        new KafkaProducer<>(stream.client(), new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** Offers a row, and gives all that is wrong then. */
  List<String> problems(Row row) throws Exception {
    List<String> problems = new ArrayList<>();
    long start = System.nanoTime();
    String said = offered(row, problems);
    System.out.printf(
        "%-42s %5d ms  %s%n", row.name(), (System.nanoTime() - start) / 1_000_000, said);
    return problems;
  }

  private String offered(Row row, List<String> problems) throws Exception {
    Optional<LifecycleEvent> end = audit.end(row.offer().in(this));
    if (end.isEmpty()) {
      problems.add(row.name() + ": the audit says nothing about it");
      return "nothing";
    }
    Phase phase = end.get().detail().rejectedIn().orElse(end.get().phase());
    String said = end.get().reason().orElse("");
    if (phase != row.phase() || !row.reasons().stream().allMatch(said::contains)) {
      problems.add("%s: ended in %s, %s".formatted(row.name(), phase, said));
    }
    ModelVersion serves = serving.get(0);
    if (row.phase() == Phase.ACTIVATED) {
      serves = end.get().version().orElseThrow();
    } else {
      serving.stream()
          .filter(version -> !TestStream.serves(service, version))
          .forEach(version -> problems.add(row.name() + ": no longer serves " + version));
    }
    awaitResults(row, serves.version());
    return phase + ": " + said;
  }

  private void awaitResults(Row row, String version) throws Exception {
    results.awaitMore(
        RESULTS_BETWEEN,
        "results of version %s after: %s".formatted(version, row.name()),
        seen -> seen.version().equals(version));
  }

  /** As an engineer does it. */
  long activate(DesiredVersion version) throws Exception {
    awaitInForce(version.version().model());
    return activate(version, stream.registry()).offset();
  }

  /** As one does it who has looked at the registry a while ago. */
  RegistryPublisher.Published activate(DesiredVersion version, RegistrySnapshot seen)
      throws Exception {
    AtomicBoolean looked = new AtomicBoolean();
    return activate(version, stream.registry(() -> looked.getAndSet(true) ? registry() : seen));
  }

  private static RegistryPublisher.Published activate(
      DesiredVersion version, RegistryPublisher publisher) throws Exception {
    return publisher.activate(version, version.approval(), REQUEST);
  }

  RegistrySnapshot registry() {
    return stream.registrySnapshot();
  }

  /** Writes a row as it is. */
  long raw(String model, byte[] value) throws Exception {
    disturbed.add(model);
    return write(model, value);
  }

  long tombstone(String model) throws Exception {
    return write(model, null);
  }

  private long write(String model, byte[] value) throws Exception {
    return producer
        .send(
            new ProducerRecord<>(stream.topics.modelRegistry(), 0, TestStream.bytes(model), value))
        .get()
        .offset();
  }

  /** The service publishes the state in force again, where a row behind it changed nothing. */
  private void awaitInForce(String model) throws Exception {
    if (disturbed.remove(model)) {
      Eventually.until(
          "the last row of %s is in force".formatted(model),
          () -> {
            List<RegistrySnapshot.Entry> history = registry().history(model);
            return history.get(history.size() - 1).verdict() instanceof Verdict.Accepted;
          });
    }
  }

  /** Waits until the service says so of a model that it does not serve as wanted. */
  void awaitReason(String model, String reason) throws Exception {
    Eventually.until(
        reason,
        () ->
            service.models().stream()
                .filter(status -> status.model().equals(model))
                .anyMatch(status -> status.reason().orElse("").contains(reason)));
  }

  /** Sees that the audit says of a change that it is tried again, which step failed, and why. */
  void requireTriedAgain(long registryOffset, Phase in, String reason) throws Exception {
    LifecycleEvent said =
        audit
            .triedAgain(registryOffset)
            .orElseThrow(() -> new AssertionError("the audit does not say: " + reason));
    if (!said.detail().rejectedIn().equals(Optional.of(in))
        || !said.reason().orElse("").contains(reason)) {
      throw new AssertionError("not in %s with '%s': %s".formatted(in, reason, said));
    }
  }

  @Override
  public void close() {
    producer.close();
    audit.close();
  }
}
