package io.hubstream.bench;

import io.hubstream.bench.arm.Arm;
import io.hubstream.bench.arm.ArmSpec;
import io.hubstream.bench.arm.Measurement;
import io.hubstream.verify.Verification;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Runs an arm once: its processes, its window, and the check of what it left. One thread's. */
final class ArmRun {
  private static final Duration POLL = Duration.ofMillis(250);

  private final BenchSession session;
  private final Arm arm;
  private final String name;
  private final Plan plan;

  /**
   * @param timing of the warm-up and the window
   * @param records that the arm's topic holds
   * @param instances processes that share the work
   */
  record Plan(ArmSpec.Timing timing, long records, int instances) {}

  /**
   * @param name distinct name of the run
   */
  ArmRun(BenchSession session, Arm arm, String name, Plan plan) {
    this.session = session;
    this.arm = arm;
    this.name = name;
    this.plan = plan;
  }

  ArmResult run() throws IOException, InterruptedException {
    RunTopics topics = session.topicsOf(arm, name);
    session.topics().create(topics.own(session.options().partitions()));
    Measurement measurement = measure(topics);
    Optional<Verification> verification =
        arm.isService() ? Optional.of(session.verify(name, topics)) : Optional.empty();
    session.topics().delete(topics.ownNames());
    return new ArmResult(arm, measurement, verification);
  }

  private Measurement measure(RunTopics topics) throws IOException, InterruptedException {
    List<ArmChild> children = new ArrayList<>();
    try {
      long own = plan.instances() == 1 ? plan.records() : 0;
      for (int i = 0; i < plan.instances(); i++) {
        String instance = Integer.toString(i);
        children.add(session.start(name, session.spec(arm, name, instance, plan.timing(), own)));
      }
      for (ArmChild child : children) {
        child.awaitReady(BenchSession.readyLimit());
      }
      children.forEach(ArmChild::measure);
      Measurement measurement = awaitMeasured(children, topics);
      for (ArmChild child : children) {
        child.awaitClosed();
      }
      return measurement;
    } finally {
      children.forEach(ArmChild::close);
    }
  }

  /** One process sees the end of the backlog by itself; several are told of it. */
  private Measurement awaitMeasured(List<ArmChild> children, RunTopics topics)
      throws InterruptedException {
    GroupOffsets offsets =
        new GroupOffsets(session.topics().admin(), name, topics.names().content());
    List<Measurement> measured = new ArrayList<>();
    boolean told = false;
    for (ArmChild child : children) {
      Optional<Measurement> one = child.pollMeasured(POLL);
      while (one.isEmpty()) {
        if (children.size() > 1 && !told && offsets.total() >= plan.records()) {
          children.subList(measured.size(), children.size()).forEach(ArmChild::stop);
          told = true;
        }
        one = child.pollMeasured(POLL);
      }
      measured.add(one.get());
    }
    return measured.stream().reduce(Measurement::plus).orElseThrow();
  }
}
