package io.hubstream.bench.start;

import io.hubstream.bench.BenchReport;
import io.hubstream.bench.BenchSession;
import io.hubstream.bench.Checks;
import io.hubstream.bench.Machine;
import io.hubstream.bench.SessionOptions;
import io.hubstream.config.ModelSettings;
import io.hubstream.publishing.Progress;
import io.hubstream.serving.ModelRefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Measures starts of the service, arm after arm, round after round.
 *
 * <p>Owner thread: the command's. It ends everything that it started.
 */
public final class StartBench {
  private static final String NATIVES = "-Dorg.bytedeco.javacpp.cachedir=";

  private final SessionOptions options;
  private final StartPlan plan;
  private final Class<?> command;
  private final Progress progress;
  private final Map<StartArm, List<StartTimes>> measured = new EnumMap<>(StartArm.class);

  /**
   * @param command main class that knows {@code run}
   */
  public StartBench(SessionOptions options, StartPlan plan, Class<?> command, Progress progress) {
    this.options = options;
    this.plan = plan;
    this.command = command;
    this.progress = progress;
  }

  /**
   * @throws ModelRefusedException no model can be served; the message lists the reasons
   */
  public StartFindings run() throws IOException, InterruptedException, ModelRefusedException {
    try (BenchSession session = BenchSession.open(options, progress)) {
      StartRig rig = StartRig.over(session, command);
      progress.step("starting once, so that everything is warm, and keeping the classes");
      Optional<ClassArchive> archive =
          ClassArchive.make(rig, options.work().resolve("classes.jsa"));
      for (int round = 0; round < plan.rounds(); round++) {
        for (StartArm arm : plan.arms()) {
          measure(rig, arm, archive, round);
        }
      }
      return findings(session, rig, archive);
    }
  }

  /**
   * Makes a class archive and nothing else. What a first start would have to do is done then.
   *
   * @param target file to make
   * @return its size in bytes; empty when this Java makes none
   * @throws ModelRefusedException no model can be served; the message lists the reasons
   */
  public Optional<Long> makeArchive(Path target)
      throws IOException, InterruptedException, ModelRefusedException {
    try (BenchSession session = BenchSession.open(options, progress)) {
      progress.step("starting the service once, and keeping its classes");
      return size(ClassArchive.make(StartRig.over(session, command), target));
    }
  }

  private void measure(StartRig rig, StartArm arm, Optional<ClassArchive> archive, int round)
      throws IOException, InterruptedException {
    Path fresh = Files.createTempDirectory(options.work(), "cold-");
    StartRig.Conditions conditions =
        switch (arm) {
          case WARM ->
              new StartRig.Conditions(
                  archive.map(ClassArchive::options).orElse(List.of()), Map.of());
          case NO_ARCHIVE -> new StartRig.Conditions(List.of(), Map.of());
          case COLD ->
              new StartRig.Conditions(
                  List.of(NATIVES + fresh.resolve("natives")),
                  Map.of(ModelSettings.CACHE_DIR, fresh.resolve("models").toString()));
        };
    StartTimes times = rig.start(arm.label(), conditions);
    delete(fresh);
    measured.computeIfAbsent(arm, a -> new ArrayList<>()).add(times);
    progress.step(
        String.format(
            Locale.ROOT,
            "round %d of %d, %s: first result after %.2f s, %.2f s of CPU",
            round + 1,
            plan.rounds(),
            arm.label(),
            times.visible(),
            times.cpuSeconds()));
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> walk = Files.walk(folder)) {
      for (Path file : walk.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  private static Optional<Long> size(Optional<ClassArchive> archive) throws IOException {
    return archive.isPresent() ? Optional.of(Files.size(archive.get().file())) : Optional.empty();
  }

  private StartFindings findings(BenchSession session, StartRig rig, Optional<ClassArchive> archive)
      throws IOException {
    return new StartFindings(
        plan,
        BenchReport.WorkloadFacts.of(session, StartRig.records(), 0),
        Machine.here(),
        size(archive),
        options.settings(),
        measured.entrySet().stream()
            .map(entry -> ArmStarts.of(entry.getKey(), entry.getValue()))
            .toList(),
        Checks.of(rig.verifications()));
  }
}
