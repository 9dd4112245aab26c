package io.hubstream.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hubstream.config.HubstreamConfig;
import io.hubstream.records.DesiredState;
import io.hubstream.registry.RegistryPublisher;
import io.hubstream.registry.RegistryRefusedException;
import io.hubstream.service.KafkaClients;
import java.io.IOException;
import java.time.Clock;
import org.apache.kafka.clients.producer.Producer;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Asking the registry for a change. */
final class RequestOptions {
  @Mixin private BrokerOptions brokers = new BrokerOptions();

  @Option(names = "--by", paramLabel = "WHO", description = "Who asks; default: you.")
  private String by = System.getProperty("user.name", "unknown");

  @Option(names = "--reason", paramLabel = "TEXT", description = "Why; the audit keeps it.")
  private String reason = "";

  /** A change. */
  interface Change {
    RegistryPublisher.Published with(RegistryPublisher publisher, RegistryPublisher.Request request)
        throws RegistryRefusedException, InterruptedException;
  }

  /** Publishes a change and waits for the broker. */
  RegistryPublisher.Published publish(Change change)
      throws IOException, RegistryRefusedException, InterruptedException {
    HubstreamConfig config = brokers.load();
    BrokerCheck.require(config.kafka(), config.topics().modelRegistry());
    KafkaClients clients = BrokerOptions.clients(config);
    try (Producer<byte[], byte[]> producer = clients.producer()) {
      RegistryPublisher publisher =
          clients.registryPublisher(producer, config.topics(), Clock.systemUTC());
      return change.with(publisher, request());
    }
  }

  /** Whether somebody said why. */
  boolean hasReason() {
    return !reason.isBlank();
  }

  /** Who asks, and why. */
  RegistryPublisher.Request request() {
    return new RegistryPublisher.Request(by, reason);
  }

  /** The settings. */
  HubstreamConfig config() throws IOException {
    return brokers.load();
  }

  /** Who asks. */
  String by() {
    return by;
  }

  /** Why; empty when nothing was said. */
  String reason() {
    return reason;
  }

  /**
   * Refuses to activate what nobody approved, where that would only be refused by the service.
   *
   * @throws CommandFailure the settings are those of production
   */
  void requireExperiments() throws IOException {
    if (brokers.load().models().environment().isProduction()) {
      throw CommandFailure.usage(
          "environment = production: versions go live by an approval; use `hubstream model promote NAME VERSION --to production --key FILE`");
    }
  }

  /** One line for people. */
  static String text(RegistryPublisher.Published published) {
    String what =
        published
            .state()
            .stable()
            .map(v -> v.version().display() + " is desired now" + fallback(published.state()))
            .orElse(published.state().model() + " is retired");
    return published.accepted()
        ? "%s (registry offset %d)".formatted(what, published.offset())
        : refused(published);
  }

  private static String fallback(DesiredState state) {
    return state
        .fallback()
        .map(v -> ", with version %s to fall back to".formatted(v.version().version()))
        .orElse(", with nothing to fall back to");
  }

  /** What to tell whose change had no effect. */
  static String refused(RegistryPublisher.Published published) {
    return "nothing has changed for %s: %s; look at `hubstream model status`"
        .formatted(
            published.state().model(), published.refusal().orElse("another change was faster"));
  }

  /** One object. */
  static ObjectNode json(RegistryPublisher.Published published, ObjectNode json) {
    RecordLines.add(json, published.state());
    return json.put("offset", published.offset())
        .put("accepted", published.accepted())
        .put("refusal", published.refusal().orElse(null));
  }
}
