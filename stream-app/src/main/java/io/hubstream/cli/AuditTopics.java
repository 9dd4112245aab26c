package io.hubstream.cli;

import io.hubstream.audit.Evidence;
import io.hubstream.config.HubstreamConfig;
import io.hubstream.config.TopicNames;
import io.hubstream.registry.RegistryRow;
import io.hubstream.registry.RegistrySnapshot;
import io.hubstream.verify.EvidenceReader;
import io.hubstream.verify.TopicVerifier;
import java.util.List;
import java.util.stream.Stream;

/** The topics that the questions to the audit are answered from. */
final class AuditTopics {
  private AuditTopics() {}

  /** A reader of them, when the brokers answer and the audit is there. */
  static EvidenceReader reader(HubstreamConfig config) throws InterruptedException {
    TopicNames topics = config.topics();
    BrokerCheck.require(config.kafka(), topics.audit());
    return new EvidenceReader(
        config.kafka().consumerProperties(),
        new TopicVerifier.Sources(
            topics.content(), topics.enriched(), topics.deadLetters(), topics.audit()),
        BrokerOptions.codecs(config));
  }

  /** The updates that the registry still holds. */
  static List<Evidence.Update> registry(HubstreamConfig config) throws InterruptedException {
    BrokerCheck.require(config.kafka(), config.topics().modelRegistry());
    RegistrySnapshot snapshot =
        BrokerOptions.clients(config).registrySnapshot(config.topics().modelRegistry());
    return snapshot.history().stream()
        .map(RegistrySnapshot.Entry::row)
        .flatMap(
            row ->
                row.content() instanceof RegistryRow.Content.Update update
                    ? Stream.of(new Evidence.Update(row.offset(), update.state()))
                    : Stream.empty())
        .toList();
  }
}
