package io.hubstream.bench;

import io.hubstream.bench.arm.Arm;
import io.hubstream.bench.arm.ArmSpec;
import io.hubstream.bench.arm.Measurement;
import io.hubstream.bench.workload.Backlog;
import io.hubstream.publishing.Progress;
import io.hubstream.publishing.ProgressPace;
import io.hubstream.serving.ModelRefusedException;
import io.hubstream.verify.Verification;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Measures arms in turn, round after round.
 *
 * <p>Owner thread: the command's. It ends everything that it started.
 */
public final class Bench {
  private static final ArmSpec.Timing CALIBRATION = new ArmSpec.Timing(1_000, 2_000);
  private static final ArmSpec.Timing SMALL_TRY = new ArmSpec.Timing(0, 5_000);
  private static final long SMALL_MOST = 2_000_000;
  private static final long SMALL_BYTES = 1_200;
  private static final long SMALL_START = 300_000;
  private static final Duration PROGRESS_EVERY = Duration.ofSeconds(5);
  private static final int SHOWN_LEFT_OUT = 10;
  private static final Duration RUN_OVERHEAD = Duration.ofSeconds(8);

  private final SessionOptions options;
  private final BenchPlan plan;
  private final Progress progress;
  private final Map<Arm, List<Measurement>> measured = new EnumMap<>(Arm.class);
  private final List<Verification> verifications = new ArrayList<>();
  private long contentRecords;
  private long smallRecords;

  public Bench(SessionOptions options, BenchPlan plan, Progress progress) {
    this.options = options;
    this.plan = plan;
    this.progress = progress;
  }

  /**
   * @throws ModelRefusedException no model can be served; the message lists the reasons
   */
  public BenchReport run() throws IOException, InterruptedException, ModelRefusedException {
    try (BenchSession session = BenchSession.open(options, progress)) {
      prepare(session);
      List<Arm> turns = new ArrayList<>();
      for (int round = 0; round < plan.rounds(); round++) {
        turns.addAll(plan.arms());
      }
      long start = System.nanoTime();
      for (int turn = 0; turn < turns.size(); turn++) {
        Arm arm = turns.get(turn);
        progress.step(
            "round %d of %d, %s; about %d s left"
                .formatted(
                    turn / plan.arms().size() + 1,
                    plan.rounds(),
                    arm.label(),
                    secondsLeft(start, turn, turns.size())));
        measure(session, arm, turn);
      }
      return report(session);
    }
  }

  private void prepare(BenchSession session)
      throws IOException, InterruptedException, ModelRefusedException {
    if (plan.arms().stream().anyMatch(arm -> !arm.isOnSmallRecords())) {
      progress.step("trying the models and the content");
      Measurement bare = session.check(CALIBRATION);
      tellLeftOut(session.leftOut());
      fillContent(session, bare.window().records() / bare.window().seconds());
    }
    if (plan.arms().stream().anyMatch(Arm::isOnSmallRecords)) {
      fillSmall(session);
    }
  }

  private void tellLeftOut(Map<String, String> leftOut) {
    leftOut.entrySet().stream()
        .limit(SHOWN_LEFT_OUT)
        .forEach(entry -> progress.step("left out " + entry.getKey() + ": " + entry.getValue()));
    if (leftOut.size() > SHOWN_LEFT_OUT) {
      progress.step("left out %d more".formatted(leftOut.size() - SHOWN_LEFT_OUT));
    }
  }

  private void fill(Backlog backlog, long records) {
    ProgressPace pace = new ProgressPace(PROGRESS_EVERY);
    backlog.fillTo(
        records,
        done -> {
          if (pace.isDue()) {
            progress.step("  %d of them".formatted(done));
          }
        });
  }

  private void fillContent(BenchSession session, double recordsPerSecond)
      throws InterruptedException {
    if (plan.arms().stream().allMatch(arm -> arm == Arm.BARE || arm.isOnSmallRecords())) {
      return;
    }
    contentRecords =
        plan.backlog()
            .orElseGet(() -> size().records(recordsPerSecond, session.workload().meanBytes()));
    progress.step("publishing %d records".formatted(contentRecords));
    try (Backlog backlog = session.contentBacklog()) {
      fill(backlog, contentRecords);
    }
  }

  /**
   * As many as Kafka Streams passes on in the time, which a first try tells, but not so many that
   * publishing them takes longer than measuring.
   */
  private void fillSmall(BenchSession session) throws IOException, InterruptedException {
    try (Backlog backlog = session.smallBacklog()) {
      progress.step("trying how fast Kafka Streams is");
      fill(backlog, SMALL_START);
      ArmResult tried =
          new ArmRun(
                  session,
                  Arm.PASS_THROUGH,
                  "try-pass-through",
                  new ArmRun.Plan(SMALL_TRY, SMALL_START, 1))
              .run();
      long wanted = size().records(tried.measurement().window().peakPerSecond(), SMALL_BYTES);
      smallRecords = Math.max(SMALL_START, Math.min(SMALL_MOST, wanted));
      progress.step("publishing %d records of 1 kB".formatted(smallRecords));
      fill(backlog, smallRecords);
    }
  }

  private BacklogSize size() {
    return new BacklogSize(plan.warmUp().multipliedBy(ArmSpec.MOST_WARM_UPS), plan.duration());
  }

  private void measure(BenchSession session, Arm arm, int turn)
      throws IOException, InterruptedException {
    long records = arm.isOnSmallRecords() ? smallRecords : contentRecords;
    int instances = arm == Arm.PIPELINE ? plan.instances() : 1;
    ArmResult result =
        new ArmRun(
                session,
                arm,
                "%s-%d".formatted(arm.label(), turn),
                new ArmRun.Plan(plan.timing(), records, instances))
            .run();
    measured.computeIfAbsent(arm, a -> new ArrayList<>()).add(result.measurement());
    result.verification().ifPresent(verifications::add);
    Measurement.Window window = result.measurement().window();
    progress.step(
        "  %s: %.0f records/s, %.0f per CPU-second%s"
            .formatted(
                arm.label(),
                window.records() / window.seconds(),
                window.records() / window.cpuSeconds(),
                window.backlogEnded()
                    ? "; the backlog ended after %.1f s".formatted(window.seconds())
                    : ""));
  }

  /** By the turns so far; before the first by what is planned. */
  private long secondsLeft(long start, int done, int all) {
    double each =
        done == 0
            ? plan.warmUp().plus(plan.duration()).plus(RUN_OVERHEAD).toMillis() / 1e3
            : (System.nanoTime() - start) / 1e9 / done;
    return Math.round(each * (all - done));
  }

  private BenchReport report(BenchSession session) {
    List<ArmSummary> arms =
        measured.entrySet().stream()
            .map(entry -> ArmSummary.of(entry.getKey(), entry.getValue()))
            .toList();
    return new BenchReport(
        plan,
        BenchReport.WorkloadFacts.of(session, contentRecords, smallRecords),
        Machine.here(),
        options.settings(),
        arms,
        Ratios.of(arms),
        Checks.of(verifications));
  }
}
