package io.hubstream.config;

import java.util.List;

/** Everything that can be set, checked. Made by {@link ConfigLoader}. */
public record HubstreamConfig(
    KafkaSettings kafka,
    TopicNames topics,
    WireSettings wire,
    StreamSettings stream,
    PipelineSettings pipeline,
    ModelSettings models,
    List<RouteSettings> routes,
    HttpSettings http) {
  /** All concerns, in the order of the reference. */
  static final List<Concern> CONCERNS =
      List.of(
          KafkaSettings.CONCERN,
          EventHubsSettings.CONCERN,
          TopicNames.CONCERN,
          WireSettings.CONCERN,
          StreamSettings.CONCERN,
          WindowSettings.CONCERN,
          BatchSettings.CONCERN,
          InferenceSettings.CONCERN,
          DecodeSettings.CONCERN,
          PayloadSettings.CONCERN,
          ResultSettings.CONCERN,
          EnvironmentLockSettings.CONCERN,
          ModelSettings.CONCERN,
          StoreSettings.CONCERN,
          GateSettings.CONCERN,
          EnvironmentSettings.CONCERN,
          ModelOpSettings.CONCERN,
          ArchiveSettings.CONCERN,
          BridgeSettings.CONCERN,
          RouteSettings.CONCERN,
          HttpSettings.CONCERN);

  public HubstreamConfig {
    routes = List.copyOf(routes);
  }

  /** The same with the guarantee that the brokers can give. */
  public HubstreamConfig with(StreamSettings.Guarantee guarantee) {
    return new HubstreamConfig(
        kafka, topics, wire, stream.with(guarantee), pipeline, models, routes, http);
  }
}
