package io.hubstream.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hubstream.config.HubstreamConfig;
import io.hubstream.content.ModelVersion;
import io.hubstream.records.AuditView;
import io.hubstream.records.DesiredState;
import io.hubstream.records.TopicCodecs;
import io.hubstream.registry.RegistrySnapshot;
import io.hubstream.registry.Verdict;
import io.hubstream.serving.Approval;
import io.hubstream.serving.DesiredVersion;
import io.hubstream.serving.LifecycleEvent;
import io.hubstream.serving.Phase;
import io.hubstream.serving.ShownUri;
import io.hubstream.verify.CommittedReader;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code hubstream model status}. */
@Command(
    name = "status",
    description = "Shows what is desired of each model, and how far each instance has got.",
    footer = {
      "",
      "Examples:",
      "  hubstream model status -c service.properties",
      "  hubstream model status -b localhost:9092 --json"
    })
final class ModelStatusCommand extends BaseCommand {
  private static final Duration SILENCE = Duration.ofSeconds(30);
  private static final Set<Phase> TELLING =
      EnumSet.of(
          Phase.ACTIVATED, Phase.REJECTED, Phase.ROLLED_BACK, Phase.RETIRED, Phase.REQUESTED);

  @Mixin private BrokerOptions brokers = new BrokerOptions();

  @Option(names = "--json", description = "Print one JSON object for each model.")
  private boolean json;

  @Override
  public Integer call() throws IOException, InterruptedException {
    HubstreamConfig config = brokers.load();
    BrokerCheck.require(config.kafka(), config.topics().modelRegistry());
    RegistrySnapshot registry =
        BrokerOptions.clients(config).registrySnapshot(config.topics().modelRegistry());
    Map<String, Map<String, LifecycleEvent>> steps = lastSteps(config);
    if (registry.models().isEmpty()) {
      err().println("The registry names no model; see `hubstream model publish --help`.");
    }
    if (!json) {
      registry
          .freezeOfAll()
          .ifPresent(freeze -> out().printf("all models  %s%n", freeze.described()));
    }
    for (Verdict.Accepted model : registry.models()) {
      Map<String, LifecycleEvent> instances = steps.getOrDefault(model.state().model(), Map.of());
      if (json) {
        out().println(compact(json(model, instances, registry.freezeOfAll())));
      } else {
        print(model, instances);
      }
    }
    return 0;
  }

  /** The last telling step of each instance, by model and instance. */
  private static Map<String, Map<String, LifecycleEvent>> lastSteps(HubstreamConfig config) {
    Map<String, Map<String, LifecycleEvent>> steps = new TreeMap<>();
    TopicCodecs codecs = BrokerOptions.codecs(config);
    try (CommittedReader reader = new CommittedReader(config.kafka().consumerProperties())) {
      reader.read(
          config.topics().audit(),
          SILENCE,
          record -> {
            if (record.value() != null
                && codecs.audit(record) instanceof AuditView.LifecycleView view
                && TELLING.contains(view.event().phase())) {
              steps
                  .computeIfAbsent(view.event().model(), model -> new TreeMap<>())
                  .merge(view.instance(), view.event(), (a, b) -> b.at().isBefore(a.at()) ? a : b);
            }
          });
    }
    return steps;
  }

  private void print(Verdict.Accepted model, Map<String, LifecycleEvent> instances) {
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
        (instance, step) ->
            out()
                .printf(
                    "  %-9s %s %s at %s%s%n",
                    instance,
                    step.phase(),
                    step.version().map(ModelVersion::version).orElse(""),
                    step.at(),
                    RecordLines.because(step)));
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
      Map<String, LifecycleEvent> instances,
      Optional<DesiredState.Freeze> freezeOfAll) {
    ObjectNode json = object();
    RecordLines.add(json, model.state());
    freezeOfAll.ifPresent(freeze -> RecordLines.add(json.putObject("freezeOfAll"), freeze));
    json.put("registryOffset", model.offset());
    ObjectNode nodes = json.putObject("instances");
    instances.forEach(
        (instance, step) ->
            nodes
                .putObject(instance)
                .put("phase", step.phase().name())
                .put("version", step.version().map(ModelVersion::version).orElse(null))
                .put("at", step.at().toString())
                .put("reason", step.reason().orElse(null)));
    return json;
  }
}
