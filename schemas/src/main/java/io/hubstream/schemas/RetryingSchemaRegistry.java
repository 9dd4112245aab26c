package io.hubstream.schemas;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.common.utils.ExponentialBackoff;

/**
 * Asks again, ever more slowly, while a registry gives no answer and the time limit has not passed.
 *
 * <p>Owner thread: none; any may call. Nothing to close.
 */
final class RetryingSchemaRegistry implements SchemaRegistry {
  private static final ExponentialBackoff PAUSES = new ExponentialBackoff(100, 2, 2_000, 0.2);

  private final SchemaRegistry registry;
  private final Duration limit;

  /**
   * @param limit for the last attempt to begin
   */
  RetryingSchemaRegistry(SchemaRegistry registry, Duration limit) {
    this.registry = registry;
    this.limit = limit;
  }

  @Override
  public String name() {
    return registry.name();
  }

  @Override
  public String register(String subject, String schema) {
    return ask(() -> registry.register(subject, schema));
  }

  @Override
  public Optional<String> find(String subject, String schema) {
    return ask(() -> registry.find(subject, schema));
  }

  @Override
  public Optional<String> schemaOf(String id) {
    return ask(() -> registry.schemaOf(id));
  }

  private <T> T ask(Supplier<T> question) {
    long deadline = System.nanoTime() + limit.toNanos();
    for (int attempt = 0; ; attempt++) {
      try {
        return question.get();
      } catch (SchemaRegistryUnavailableException e) {
        long pause = PAUSES.backoff(attempt);
        boolean late = System.nanoTime() + Duration.ofMillis(pause).toNanos() >= deadline;
        if (!e.passing() || late || !sleep(pause)) {
          throw e;
        }
      }
    }
  }

  /** False when somebody wants the thread to end. */
  private static boolean sleep(long millis) {
    try {
      Thread.sleep(millis);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
