package io.hubstream.eventhubs;

import com.azure.core.amqp.AmqpRetryOptions;
import com.azure.messaging.eventhubs.EventHubClientBuilder;
import com.azure.messaging.eventhubs.EventHubConsumerClient;
import java.time.Duration;

/** Asks an event hub for its partitions, once, before anything relies on it. */
public final class HubCheck {
  private static final Duration TRY = Duration.ofSeconds(15);

  private HubCheck() {}

  /**
   * @return how many partitions it has
   * @throws HubException it cannot be read, with the reason
   */
  public static int partitions(HubAddress address, HubCredentials credentials) throws HubException {
    EventHubClientBuilder builder =
        new EventHubClientBuilder()
            .consumerGroup(address.consumerGroup())
            .retryOptions(new AmqpRetryOptions().setMaxRetries(1).setTryTimeout(TRY));
    try {
      credentials.giveTo(builder, address);
      try (EventHubConsumerClient client = builder.buildConsumerClient()) {
        return (int) client.getPartitionIds().stream().count();
      }
    } catch (RuntimeException e) {
      throw new HubException(HubFailure.words(e, address, credentials));
    }
  }
}
