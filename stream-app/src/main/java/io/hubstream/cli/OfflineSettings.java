package io.hubstream.cli;

import io.hubstream.config.DecodeSettings;
import io.hubstream.config.GateSettings;
import io.hubstream.config.HubstreamConfig;
import io.hubstream.config.PipelineSettings;
import io.hubstream.publishing.OfflineRuntime;
import io.hubstream.service.TensorFlowParts;
import io.hubstream.serving.ModelManagerSettings;
import io.hubstream.serving.tensorflow.OpSettings;

/** What runs models without Kafka, told what the service is told by its settings. */
final class OfflineSettings {
  private OfflineSettings() {}

  /** The service's, its operations included. */
  static OfflineRuntime.Settings of(HubstreamConfig config) {
    return of(config, TensorFlowParts.ops(config.models().ops()));
  }

  /** The service's, with these operations. */
  static OfflineRuntime.Settings of(HubstreamConfig config, OpSettings ops) {
    PipelineSettings pipeline = config.pipeline();
    DecodeSettings decode = pipeline.decode();
    return new OfflineRuntime.Settings(
        TensorFlowParts.settings(pipeline.inference()),
        ops,
        pipeline.batch().allowedSizes(),
        new OfflineRuntime.Limits(
            TensorFlowParts.imageLimits(decode),
            TensorFlowParts.documentLimits(decode),
            decode.documents().maxChunks(),
            limits(config.models().gate())));
  }

  /** How long a version may take. */
  static ModelManagerSettings.Limits limits(GateSettings gate) {
    return new ModelManagerSettings.Limits(
        gate.loadTimeout(), gate.warmUpTimeout(), gate.latencyBudget());
  }
}
