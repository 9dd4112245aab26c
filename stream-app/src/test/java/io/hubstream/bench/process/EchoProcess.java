package io.hubstream.bench.process;

import java.time.Duration;

/** A child for {@link ChildJvmTest}: says again what it is told, and fails when told to. */
final class EchoProcess {
  private EchoProcess() {}

  public static void main(String[] args) throws InterruptedException {
    Lifeline parent = Lifeline.open();
    System.out.println("a library prints this");
    while (true) {
      String line = parent.take();
      if (line.equals("fail")) {
        System.err.println("the last words");
        parent.end(3);
      } else if (line.equals("hang")) {
        Thread.sleep(Duration.ofMinutes(5).toMillis());
      }
      parent.say(line);
    }
  }
}
