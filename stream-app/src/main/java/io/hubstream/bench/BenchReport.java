package io.hubstream.bench;

import java.util.List;
import java.util.Map;

/**
 * Everything that was found out.
 *
 * @param settings of the service that differ from its defaults
 */
public record BenchReport(
    BenchPlan plan,
    WorkloadFacts workload,
    Machine machine,
    Map<String, String> settings,
    List<ArmSummary> arms,
    Ratios ratios,
    Checks checks) {
  public BenchReport {
    settings = Map.copyOf(settings);
    arms = List.copyOf(arms);
  }

  /**
   * What was worked on.
   *
   * @param backlog records of the content topic; 0 where no arm read it
   * @param smallBacklog records of the topic of small records; 0 where no arm read it
   * @param leftOut models and content ids, with the reason
   */
  public record WorkloadFacts(
      String name,
      int items,
      long meanBytes,
      List<String> models,
      int partitions,
      long backlog,
      long smallBacklog,
      Map<String, String> leftOut) {
    public WorkloadFacts {
      models = List.copyOf(models);
      leftOut = Map.copyOf(leftOut);
    }

    /** Those of a session. */
    public static WorkloadFacts of(BenchSession session, long backlog, long smallBacklog) {
      return new WorkloadFacts(
          session.workload().name(),
          session.workload().items().size(),
          session.workload().meanBytes(),
          session.workload().models().stream().map(model -> model.version().display()).toList(),
          session.options().partitions(),
          backlog,
          smallBacklog,
          session.leftOut());
    }
  }
}
