package io.hubstream.tests;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.LoggerFactory;

/** Counts how often the broker of this JVM settled a group anew, by what it logs of it. */
final class Generations implements AutoCloseable {
  private final Logger logger =
      (Logger) LoggerFactory.getLogger("org.apache.kafka.coordinator.group.GroupMetadataManager");
  private final Level before = logger.getLevel();
  private final boolean additive = logger.isAdditive();
  private final AtomicInteger count = new AtomicInteger();
  private final AppenderBase<ILoggingEvent> appender;

  Generations(String group) {
    this.appender =
        new AppenderBase<>() {
          @Override
          protected void append(ILoggingEvent event) {
            String message = event.getFormattedMessage();
            if (message.contains("Stabilized") && message.contains(group)) {
              count.incrementAndGet();
            }
          }
        };
    appender.start();
    logger.setAdditive(false);
    logger.setLevel(Level.INFO);
    logger.addAppender(appender);
  }

  int count() {
    return count.get();
  }

  @Override
  public void close() {
    logger.detachAppender(appender);
    logger.setAdditive(additive);
    logger.setLevel(before);
    appender.stop();
  }
}
