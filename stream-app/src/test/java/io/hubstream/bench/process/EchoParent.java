package io.hubstream.bench.process;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A parent for {@link ChildJvmTest}: starts a child that hangs, and tells its process id. */
final class EchoParent {
  private EchoParent() {}

  /** The only argument is the child's log file. */
  public static void main(String[] args) throws IOException, InterruptedException {
    Lifeline test = Lifeline.open();
    ChildJvm child = ChildJvm.start("echo", EchoProcess.class, List.of(), Path.of(args[0]));
    test.say(Long.toString(child.pid()));
    child.send("hang");
    test.take();
  }
}
