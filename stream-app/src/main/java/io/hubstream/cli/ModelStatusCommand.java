package io.hubstream.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hubstream.audit.AuditTrail;
import io.hubstream.audit.InstanceStanding;
import io.hubstream.config.HubstreamConfig;
import io.hubstream.content.ModelVersion;
import io.hubstream.records.AuditView;
import io.hubstream.records.DesiredState;
import io.hubstream.records.TopicCodecs;
import io.hubstream.registry.RegistrySnapshot;
import io.hubstream.registry.Verdict;
import io.hubstream.serving.Approval;
import io.hubstream.serving.DesiredVersion;
import io.hubstream.serving.ShownUri;
import io.hubstream.verify.CommittedReader;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.SortedMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code hubstream model status}. */
@Command(
    name = "status",
    description =
        "Shows what is desired of each model, what serves on each instance, and why where they"
            + " differ.",
    footer = {
      "",
      "Examples:",
      "  hubstream model status -c service.properties",
      "  hubstream model status -b localhost:9092 --json"
    })
final class ModelStatusCommand extends BaseCommand {
  private static final Duration SILENCE = Duration.ofSeconds(30);

  @Mixin private BrokerOptions brokers = new BrokerOptions();

  @Option(names = "--json", description = "Print one JSON object for each model.")
  private boolean json;

  @Override
  public Integer call() throws IOException, InterruptedException {
    HubstreamConfig config = brokers.load();
    BrokerCheck.require(config.kafka(), config.topics().modelRegistry());
    RegistrySnapshot registry =
        BrokerOptions.clients(config).registrySnapshot(config.topics().modelRegistry());
    AuditTrail trail = lifecycle(config);
    if (registry.models().isEmpty()) {
      err().println("The registry names no model; see `hubstream model publish --help`.");
    }
    if (!json) {
      registry
          .freezeOfAll()
          .ifPresent(freeze -> out().printf("all models  %s%n", freeze.described()));
    }
    for (Verdict.Accepted model : registry.models()) {
      SortedMap<String, InstanceStanding> instances =
          InstanceStanding.of(model.state().model(), desired(model), trail);
      if (json) {
        out().println(compact(json(model, instances, registry.freezeOfAll())));
      } else {
        print(model, instances);
      }
    }
    return 0;
  }

  private static Optional<ModelVersion> desired(Verdict.Accepted model) {
    return model.state().stable().map(DesiredVersion::version);
  }

  /** The steps of all models on all instances; without the spans, of which there may be many. */
  private static AuditTrail lifecycle(HubstreamConfig config) {
    AuditTrail trail = new AuditTrail();
    TopicCodecs codecs = BrokerOptions.codecs(config);
    try (CommittedReader reader = new CommittedReader(config.kafka().consumerProperties())) {
      reader.read(
          config.topics().audit(),
          SILENCE,
          record -> {
            if (record.value() != null
                && codecs.audit(record) instanceof AuditView.LifecycleView view) {
              trail.add(view);
            }
          });
    }
    return trail;
  }

  private void print(Verdict.Accepted model, SortedMap<String, InstanceStanding> instances) {
    DesiredState state = model.state();
    out()
        .printf(
            "%s  %s%s%n",
            state.model(),
            state.stable().map(v -> "version " + v.version().version()).orElse("retired"),
            state.freeze().map(freeze -> "  " + freeze.described()).orElse(""));
    state.stable().ifPresent(v -> out().printf("  digest    %s%n", v.version().digest()));
    state.stable().ifPresent(v -> out().printf("  artifact  %s%n", ShownUri.of(v.artifactUri())));
    state
        .stable()
        .flatMap(DesiredVersion::approval)
        .ifPresent(by -> out().printf("  approved  %s%n", approved(by)));
    state
        .fallback()
        .ifPresent(v -> out().printf("  fallback  version %s%n", v.version().version()));
    out()
        .printf(
            "  asked     %s by %s, registry offset %d%s%n",
            state.activation().at(),
            state.activation().requestedBy(),
            model.offset(),
            state.activation().reason().isEmpty() ? "" : ": " + state.activation().reason());
    instances.forEach(
        (instance, standing) ->
            StandingLines.text(instance, standing, desired(model))
                .forEach(line -> out().println("  " + line)));
  }

  private static String approved(Approval approval) {
    String expiry =
        approval
            .seal()
            .map(s -> s.expiresAt().map(time -> ", until " + time).orElse(""))
            .orElse(", not signed");
    return "by %s at %s%s".formatted(approval.approvedBy(), approval.at(), expiry);
  }

  private static ObjectNode json(
      Verdict.Accepted model,
      SortedMap<String, InstanceStanding> instances,
      Optional<DesiredState.Freeze> freezeOfAll) {
    ObjectNode json = object();
    RecordLines.add(json, model.state());
    freezeOfAll.ifPresent(freeze -> RecordLines.add(json.putObject("freezeOfAll"), freeze));
    json.put("registryOffset", model.offset());
    desired(model)
        .ifPresentOrElse(
            version -> StandingLines.version(json.putObject("desired"), version),
            () -> json.putNull("desired"));
    ObjectNode nodes = json.putObject("instances");
    instances.forEach(
        (instance, standing) ->
            StandingLines.json(nodes.putObject(instance), standing, desired(model)));
    return json;
  }
}
