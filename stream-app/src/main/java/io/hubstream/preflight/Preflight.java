package io.hubstream.preflight;

import io.hubstream.config.HubstreamConfig;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;

/**
 * Everything that can be seen of the brokers without changing anything there.
 *
 * @param contact with a broker, where one let us in
 * @param failure what kept us from the brokers, or from the guarantee
 * @param guarantee in force, where the settings and the brokers agree
 * @param topics those that the service needs, in the order of the settings
 * @param rights that it needs
 */
public record Preflight(
    Optional<Contact> contact,
    Optional<BrokerFailure> failure,
    Optional<GuaranteeInForce> guarantee,
    List<TopicFacts> topics,
    List<Right> rights,
    ClockSkew clock) {
  private static final Duration EACH = Duration.ofSeconds(10);

  public Preflight {
    topics = List.copyOf(topics);
    rights = List.copyOf(rights);
  }

  /**
   * Looks.
   *
   * @param limit for the first contact
   */
  public static Preflight look(HubstreamConfig config, Duration limit) throws InterruptedException {
    Contact contact;
    try {
      contact = new BrokerContact(config).once(limit);
    } catch (PreflightException e) {
      return new Preflight(
          Optional.empty(),
          Optional.of(e.failure()),
          Optional.empty(),
          List.of(),
          List.of(),
          ClockSkew.unknown("no broker was reached"));
    }
    Optional<GuaranteeInForce> guarantee = Optional.empty();
    Optional<BrokerFailure> failure = Optional.empty();
    try {
      guarantee = Optional.of(GuaranteeInForce.of(config, contact));
    } catch (PreflightException e) {
      failure = Optional.of(e.failure());
    }
    try (Admin admin = Admin.create(config.kafka().adminProperties())) {
      TopicSurvey survey = new TopicSurvey(admin, config, contact.requests(), EACH);
      return new Preflight(
          Optional.of(contact),
          failure,
          guarantee,
          survey.topics(),
          survey.rights(contact.transactions()),
          new BrokerClock(Clock.systemUTC(), EACH.dividedBy(2)).skew(config, admin));
    } catch (KafkaException e) {
      BrokerFailure broken = new FailureWords(config.kafka(), contact.server()).clientSettings(e);
      return new Preflight(
          Optional.of(contact),
          Optional.of(broken),
          guarantee,
          List.of(),
          List.of(),
          ClockSkew.unknown("no client could be made"));
    }
  }
}
