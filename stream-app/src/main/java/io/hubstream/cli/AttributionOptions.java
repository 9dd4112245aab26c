package io.hubstream.cli;

import io.hubstream.importing.ImportRequest;
import picocli.CommandLine.Option;

/** Who answers for a model, and what is known of its making. */
final class AttributionOptions {
  @Option(names = "--owner", paramLabel = "WHO", description = "Who answers for the model.")
  private String owner = System.getProperty("user.name", "unknown");

  @Option(names = "--training-run", paramLabel = "ID", description = "Lineage: the training run.")
  private String trainingRun = "";

  @Option(names = "--dataset", paramLabel = "ID", description = "Lineage: the training data.")
  private String dataset = "";

  ImportRequest.Attribution attribution() {
    return new ImportRequest.Attribution(owner, trainingRun, dataset);
  }
}
