package io.hubstream.preflight;

import io.hubstream.config.HubstreamConfig;
import io.hubstream.config.KafkaSettings;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gets into contact with one of the brokers that the settings name.
 *
 * <p>Owner thread: the caller's, which it blocks up to the limit.
 */
public final class BrokerContact {
  private static final Logger LOG = LoggerFactory.getLogger(BrokerContact.class);
  private static final Duration AGAIN = Duration.ofMillis(500);
  private static final Duration LONGEST_TRY = Duration.ofSeconds(10);

  private final KafkaSettings kafka;

  public BrokerContact(HubstreamConfig config) {
    this.kafka = config.kafka();
  }

  /**
   * Tries one broker after the other, again and again while what is wrong may pass.
   *
   * @param limit for all tries together
   * @throws PreflightException none let us in
   */
  public Contact make(Duration limit) throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    boolean told = false;
    while (true) {
      try {
        return once(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
      } catch (PreflightException e) {
        BrokerFailure failure = e.failure();
        if (!failure.kind().passing() || System.nanoTime() + AGAIN.toNanos() >= deadline) {
          throw e;
        }
        if (!told) {
          LOG.warn("{}. Trying again for at most {} s.", failure.message(), limit.toSeconds());
          told = true;
        }
        Thread.sleep(AGAIN.toMillis());
      }
    }
  }

  /**
   * Tries each broker once.
   *
   * @param limit for all tries together
   * @throws PreflightException none let us in
   */
  Contact once(Duration limit) throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    Optional<PreflightException> last = Optional.empty();
    for (String server : kafka.bootstrapServers()) {
      try {
        return once(server, Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
      } catch (PreflightException e) {
        last = Optional.of(e);
      }
    }
    throw last.orElseThrow();
  }

  /** Whether one of them lets us in now. */
  public boolean letsIn() {
    try {
      once(LONGEST_TRY);
      return true;
    } catch (PreflightException e) {
      LOG.debug("{}", e.getMessage());
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** One try with one broker. */
  private Contact once(String server, Duration limit) throws InterruptedException {
    Duration each = limit.compareTo(LONGEST_TRY) < 0 ? limit : LONGEST_TRY;
    ServerAddress address = ServerAddress.of(server);
    FailureWords words = new FailureWords(kafka, server);
    address.requireReachable(words, each);
    try (BrokerConversation conversation = BrokerConversation.open(kafka, address, words)) {
      return conversation.contact(kafka.applicationId(), each);
    }
  }
}
