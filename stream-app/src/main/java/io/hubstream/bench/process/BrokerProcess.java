package io.hubstream.bench.process;

import io.hubstream.broker.EmbeddedBroker;
import java.nio.file.Path;

/** The main class of a {@link BrokerChild}. Started by that only. */
final class BrokerProcess {
  private BrokerProcess() {}

  /** Takes the folder as the first line, answers with the address, and ends with the next line. */
  public static void main(String[] args) throws InterruptedException {
    Lifeline parent = Lifeline.open();
    try (EmbeddedBroker broker = EmbeddedBroker.start(Path.of(parent.take()))) {
      parent.say(broker.bootstrapServers());
      parent.take();
    }
    parent.end(0);
  }
}
