package io.hubstream.broker;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.utils.Exit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a broker's fatal fault from ending the JVM that it is a guest of.
 *
 * <p>Kafka's exit procedures are static, so this is too: installed once, never taken back. Safe for
 * any thread.
 */
final class ExitGuard {
  private static final Logger log = LoggerFactory.getLogger(ExitGuard.class);
  private static final AtomicReference<@Nullable String> FIRST = new AtomicReference<>();

  private ExitGuard() {}

  static void install() {
    Exit.setExitProcedure((status, message) -> record("exit", status, message));
    Exit.setHaltProcedure((status, message) -> record("halt", status, message));
  }

  private static void record(String what, int status, @Nullable String message) {
    String fault = "%s with status %d: %s".formatted(what, status, message);
    FIRST.compareAndSet(null, fault);
    log.error("The broker in this JVM asked for {}; the JVM goes on without it", fault);
  }

  static Optional<String> failure() {
    return Optional.ofNullable(FIRST.get());
  }
}
