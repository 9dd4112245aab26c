package io.hubstream.bench.latency;

import io.hubstream.bench.BenchReport;
import io.hubstream.bench.BenchSession;
import io.hubstream.bench.Checks;
import io.hubstream.bench.Machine;
import io.hubstream.bench.SessionOptions;
import io.hubstream.bench.arm.ArmSpec;
import io.hubstream.config.HubstreamConfig;
import io.hubstream.config.StreamSettings;
import io.hubstream.publishing.ModelFolders;
import io.hubstream.publishing.Progress;
import io.hubstream.serving.ModelRefusedException;
import io.hubstream.verify.TopicVerifier;
import io.hubstream.verify.Verification;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Measures how late results are: at shares of the capacity, and while models are swapped. One
 * service, in a process of its own, does it all, so that it stays warm.
 *
 * <p>Owner thread: the command's, which sends the load, too. It ends everything that it started.
 */
public final class LatencyBench {
  /** The trial is to show what works, not how fast. */
  private static final ArmSpec.Timing TRIAL = new ArmSpec.Timing(0, 1);

  private final SessionOptions options;
  private final LatencyPlan plan;
  private final Progress progress;

  public LatencyBench(SessionOptions options, LatencyPlan plan, Progress progress) {
    this.options = options;
    this.plan = plan;
    this.progress = progress;
  }

  /** What was measured before anything was read back. */
  private record Measured(
      double capacity, List<RateResult> rates, Optional<SwapStage.Result> swaps) {}

  /**
   * @throws ModelRefusedException no model can be served; the message lists the reasons
   * @throws IllegalStateException the load could not be sent, or outcomes stopped coming
   */
  public LatencyReport run() throws IOException, InterruptedException, ModelRefusedException {
    try (BenchSession session = BenchSession.open(options, progress)) {
      progress.step("trying the models and the content");
      session.check(TRIAL);
      session.leftOut().forEach((what, why) -> progress.step("left out " + what + ": " + why));
      List<TwoVersions> models = versions(session);
      progress.step("starting the service");
      try (Rig rig = Rig.start(session)) {
        Measured measured = measure(session, rig, models);
        rig.stop();
        return check(session, rig, measured, models);
      }
    }
  }

  private List<TwoVersions> versions(BenchSession session)
      throws IOException, ModelRefusedException {
    return plan.swaps().count() == 0
        ? List.of()
        : SecondVersions.of(
            session.workload(), new ModelFolders(options.work(), "hubstream bench", progress));
  }

  private Measured measure(BenchSession session, Rig rig, List<TwoVersions> models)
      throws IOException, InterruptedException {
    double capacity = capacity(session, rig);
    new DiskNeed(plan, capacity, session.workload().meanBytes()).require(options.work());
    List<RateResult> rates = new ArrayList<>();
    for (double share : plan.shares()) {
      rates.add(rate(rig, rates.size(), share, capacity));
    }
    return new Measured(
        capacity,
        rates,
        models.isEmpty()
            ? Optional.empty()
            : Optional.of(new SwapStage(rig, plan, progress).run(rates.size(), capacity, models)));
  }

  private double capacity(BenchSession session, Rig rig) throws InterruptedException {
    ClosedLoop loop = new ClosedLoop(rig, session.workload().meanBytes());
    progress.step("warming up for %.0f s".formatted(plan.times().warmUp().toMillis() / 1e3));
    loop.warmUp(plan.times().warmUp());
    double capacity;
    if (plan.capacity().isPresent()) {
      capacity = plan.capacity().get();
    } else {
      progress.step("measuring the capacity");
      capacity = loop.measure(plan.times().capacityWindow());
    }
    progress.step("capacity: %.1f records/s".formatted(capacity));
    rig.awaitDrained();
    return capacity;
  }

  private RateResult rate(Rig rig, int number, double share, double capacity)
      throws InterruptedException {
    progress.step("%.0f %% of it: %.1f records/s".formatted(share * 100, share * capacity));
    RateResult result =
        RateStage.of(plan, number, share, capacity).run(rig, plan.times().duration(), () -> false);
    progress.step("  " + result.inWords());
    return result;
  }

  private LatencyReport check(
      BenchSession session, Rig rig, Measured measured, List<TwoVersions> models) {
    progress.step("reading the topics back and checking every promise");
    VersionsSeen seen = new VersionsSeen();
    Verification verification =
        new TopicVerifier(
                Map.of("bootstrap.servers", session.bootstrapServers()),
                rig.topics().sources(),
                session.codecs())
            .verify(seen);
    return new LatencyReport(
        plan,
        new LatencyReport.Surroundings(
            BenchReport.WorkloadFacts.of(session, 0, 0), Machine.here(), settings(rig.config())),
        measured.capacity(),
        measured.rates(),
        measured.swaps().map(swaps -> swaps.checked(verification, seen, models)),
        Checks.of(List.of(verification)));
  }

  private Map<String, String> settings(HubstreamConfig config) {
    Map<String, String> settings = new HashMap<>(options.settings());
    settings.put(StreamSettings.PROCESSING_GUARANTEE, config.stream().guarantee().setting());
    settings.put(
        StreamSettings.COMMIT_INTERVAL_MS,
        Long.toString(config.stream().timings().commitInterval().toMillis()));
    return settings;
  }
}
