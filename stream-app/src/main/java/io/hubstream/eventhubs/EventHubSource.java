package io.hubstream.eventhubs;

import com.azure.core.amqp.AmqpRetryOptions;
import com.azure.messaging.eventhubs.CheckpointStore;
import com.azure.messaging.eventhubs.EventData;
import com.azure.messaging.eventhubs.EventProcessorClient;
import com.azure.messaging.eventhubs.EventProcessorClientBuilder;
import com.azure.messaging.eventhubs.LoadBalancingStrategy;
import com.azure.messaging.eventhubs.models.EventBatchContext;
import com.azure.messaging.eventhubs.models.EventPosition;
import io.hubstream.bridge.HubEvent;
import io.hubstream.content.SourcePosition;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads an event hub, shared with other readers of the same consumer group. A batch is checkpointed
 * after the listener has returned, never before, so an event is given at least once. Where there is
 * no checkpoint it begins at the oldest event.
 *
 * <p>Whole batches are checkpointed: the SDK leaves the offset out of a checkpoint of a single
 * event, which tools that watch the backlog by it then miss.
 *
 * <p>Owner threads: the SDK's, which call the listener, for one partition never two at a time.
 * {@link #close} is idempotent and bounded, and gives up the partitions; a batch that is with the
 * listener must be made to end by the owner of the listener.
 */
public final class EventHubSource implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(EventHubSource.class);
  private static final int BATCH = 100;
  private static final Duration BATCH_WAIT = Duration.ofMillis(500);
  private static final Duration TRY = Duration.ofSeconds(20);

  // The SDK's pump waits on its own thread for the end of that thread, so it never ends in time;
  // what else there is to do is done by then.
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(1);

  /** Whom a source tells. */
  public interface Listener {
    /**
     * Takes events of one partition, oldest first, at most a hundred; also none, when none came for
     * a while. When it returns they are done with; when it throws they come again.
     */
    void events(List<HubEvent> events);

    /** From now on events of this partition may come; those after the last checkpoint again. */
    void claimed(int partition);

    /** No more of this partition, until it is claimed again. */
    void released(int partition);

    /** What was done is noted: it will not come again. */
    void checkpointed();

    /** Reading, or noting how far it has come, failed for now; it is tried again. */
    void trouble(String reason);
  }

  private final HubAddress address;
  private final HubCredentials credentials;
  private final Listener listener;
  private final EventProcessorClient processor;
  private volatile boolean closing;

  /**
   * @param checkpoints how far which partition was read, and who reads it
   */
  public EventHubSource(
      HubAddress address,
      HubCredentials credentials,
      BlobCheckpoints checkpoints,
      Listener listener) {
    this.address = address;
    this.credentials = credentials;
    this.listener = listener;
    this.processor = processor(checkpoints.store());
  }

  private EventProcessorClient processor(CheckpointStore checkpoints) {
    EventProcessorClientBuilder builder =
        new EventProcessorClientBuilder()
            .consumerGroup(address.consumerGroup())
            .checkpointStore(checkpoints)
            .initialPartitionEventPosition(partition -> EventPosition.earliest())
            .loadBalancingStrategy(LoadBalancingStrategy.GREEDY)
            .loadBalancingUpdateInterval(address.balanceEvery())
            .partitionOwnershipExpirationInterval(address.balanceEvery().multipliedBy(3))
            .retryOptions(new AmqpRetryOptions().setTryTimeout(TRY))
            .processPartitionInitialization(
                context -> listener.claimed(number(context.getPartitionContext().getPartitionId())))
            .processPartitionClose(
                context ->
                    listener.released(number(context.getPartitionContext().getPartitionId())))
            .processError(context -> trouble(context.getThrowable()))
            .processEventBatch(this::batch, BATCH, BATCH_WAIT);
    credentials.giveTo(builder, address);
    return builder.buildEventProcessorClient();
  }

  /** Starts reading. */
  public void start() {
    processor.start();
  }

  private void batch(EventBatchContext context) {
    if (closing) {
      throw new IllegalStateException("closed: these events come again");
    }
    int partition = number(context.getPartitionContext().getPartitionId());
    listener.events(context.getEvents().stream().map(event -> event(partition, event)).toList());
    if (context.getEvents().isEmpty()) {
      return;
    }
    try {
      context.updateCheckpoint();
      listener.checkpointed();
    } catch (RuntimeException e) {
      // The next one covers this one; until then they would only come again, and change nothing.
      trouble(e);
    }
  }

  private HubEvent event(int partition, EventData event) {
    Object kind = event.getProperties().get("aeg-event-type");
    return new HubEvent(
        new SourcePosition(address.path(), partition, event.getSequenceNumber()),
        event.getBody(),
        event.getEnqueuedTime(),
        kind == null ? "" : kind.toString());
  }

  private void trouble(Throwable failure) {
    if (closing) {
      return; // What is under way breaks off, and that is meant.
    }
    String words = HubFailure.words(failure, address, credentials);
    log.warn("{}", words);
    listener.trouble(words);
  }

  private static int number(String partition) {
    return Integer.parseInt(partition);
  }

  @Override
  public void close() {
    closing = true;
    try {
      processor.stop(CLOSE_LIMIT);
    } catch (RuntimeException e) {
      log.debug("the end of all pumps was not waited for");
    }
  }
}
