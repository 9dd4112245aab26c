package io.hubstream.tests;

import io.hubstream.broker.EmbeddedBroker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;

/** One real broker for all tests of this JVM; it ends with the JVM. */
final class TestBroker {
  private TestBroker() {}

  private static final class Holder {
    static final EmbeddedBroker BROKER = start();

    private static EmbeddedBroker start() {
      try {
        EmbeddedBroker broker =
            EmbeddedBroker.start(Files.createTempDirectory("hubstream-test-broker"));
        Runtime.getRuntime().addShutdownHook(new Thread(broker::close));
        return broker;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  static String bootstrapServers() {
    return Holder.BROKER.bootstrapServers();
  }
}
