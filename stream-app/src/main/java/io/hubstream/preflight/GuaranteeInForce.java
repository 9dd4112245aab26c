package io.hubstream.preflight;

import io.hubstream.config.BrokerProfile;
import io.hubstream.config.HubstreamConfig;
import io.hubstream.config.StreamSettings.Guarantee;

/**
 * Which processing guarantee holds, and why.
 *
 * @param cause for machines
 * @param reason for people
 */
public record GuaranteeInForce(
    BrokerProfile profile, Guarantee guarantee, Cause cause, String reason) {

  /** What decided. */
  public enum Cause {
    /** The setting, which the brokers agree with. */
    SETTING,
    /** What the profile's brokers never have. */
    TIER,
    /** What the brokers answered. */
    BROKER
  }

  /**
   * What the settings want, held against what the brokers have.
   *
   * @throws PreflightException the settings want what the brokers do not have
   */
  public static GuaranteeInForce of(HubstreamConfig config, Contact contact) {
    BrokerProfile profile = config.kafka().profile();
    Transactions said = contact.transactions();
    if (config.stream().guarantee() == Guarantee.AT_LEAST_ONCE) {
      return profile == BrokerProfile.EVENTHUBS_STANDARD
          ? new GuaranteeInForce(
              profile,
              Guarantee.AT_LEAST_ONCE,
              Cause.TIER,
              "Event Hubs Standard has no transactions")
          : new GuaranteeInForce(
              profile,
              Guarantee.AT_LEAST_ONCE,
              Cause.SETTING,
              "processing.guarantee=at_least_once");
    }
    return switch (said.answer()) {
      case YES, UNKNOWN ->
          new GuaranteeInForce(
              profile,
              Guarantee.EXACTLY_ONCE_V2,
              config.stream().mayFallBack() ? Cause.BROKER : Cause.SETTING,
              config.stream().mayFallBack()
                  ? said.reason()
                  : "processing.guarantee=exactly_once_v2, and " + said.reason());
      case NO, DENIED -> without(config, contact);
    };
  }

  private static GuaranteeInForce without(HubstreamConfig config, Contact contact) {
    Transactions said = contact.transactions();
    if (config.stream().mayFallBack() && said.answer() == Transactions.Answer.NO) {
      return new GuaranteeInForce(
          config.kafka().profile(),
          Guarantee.AT_LEAST_ONCE,
          Cause.BROKER,
          "the brokers have no transactions (%s)".formatted(Redacted.of(said.reason())));
    }
    throw new PreflightException(
        new FailureWords(config.kafka(), contact.server()).noTransactions(said));
  }

  /** One line for people. */
  public String line() {
    return "%s, because %s (broker.profile=%s)"
        .formatted(
            guarantee == Guarantee.EXACTLY_ONCE_V2
                ? "exactly once, as read_committed consumers see it"
                : "at least once; a duplicate bears the same resultId",
            reason,
            profile.setting());
  }
}
