package io.hubstream.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hubstream.approval.Approvals;
import io.hubstream.approval.ProvenanceStep;
import io.hubstream.config.HubstreamConfig;
import io.hubstream.environment.EnvironmentLock;
import io.hubstream.publishing.OfflineRuntime;
import io.hubstream.publishing.PromotionGate;
import io.hubstream.publishing.ValuesStep;
import io.hubstream.registry.RegistryPublisher;
import io.hubstream.registry.RegistryRefusedException;
import io.hubstream.registry.RegistrySnapshot;
import io.hubstream.service.Admissions;
import io.hubstream.service.TensorFlowParts;
import io.hubstream.serving.AdmissionPolicy;
import io.hubstream.serving.Approval;
import io.hubstream.serving.DesiredVersion;
import io.hubstream.serving.GateReport;
import io.hubstream.serving.ModelRefusedException;
import io.hubstream.serving.tensorflow.TensorFlowLoader;
import io.hubstream.signing.SigningKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hubstream model promote}. */
@Command(
    name = "promote",
    description =
        "Runs a version through the gate, signs an approval that names the report, and lets the"
            + " version serve.",
    footer = {
      "",
      "Examples:",
      "  hubstream model promote scenes 3 --to production --key approver.pem -c service.properties",
      "  hubstream model promote scenes 3 --to production --key env:APPROVER_KEY --expires 90d \\",
      "      --approver grace --reason CHG-12 -c service.properties",
      "",
      "The version is looked for under environment.artifact.roots, then in the registry. Exits with 1",
      "when the gate is not passed; then nothing is signed or published."
    })
final class ModelPromoteCommand extends BaseCommand {
  @Parameters(index = "0", paramLabel = "NAME", description = "Name of the model.")
  private String model = "";

  @Parameters(index = "1", paramLabel = "VERSION", description = "The version to promote.")
  private String version = "";

  @Option(
      names = "--to",
      paramLabel = "STAGE",
      required = true,
      description = "Stage that it reaches: production, or one of environment.stages.")
  private String stage = "";

  @Option(
      names = "--key",
      paramLabel = "FILE|env:NAME",
      required = true,
      description = "Private key to sign with, of `model keygen`; or the variable that holds it.")
  private String key = "";

  @Option(names = "--approver", paramLabel = "WHO", description = "Who approves; default: you.")
  private Optional<String> approver = Optional.empty();

  @Option(
      names = "--expires",
      paramLabel = "DURATION",
      description = "How long the approval lets the version be activated: 12h, 90d; default: ever.")
  private Optional<String> expires = Optional.empty();

  @Option(
      names = "--artifact",
      paramLabel = "DIR|URI",
      description = "Its folder in the artifact store, or its address in Azure: ROOT/NAME/VERSION.")
  private Optional<String> artifact = Optional.empty();

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "Write the gate's report there, as the JSON whose digest the approval names.")
  private Optional<Path> reportFile = Optional.empty();

  @Option(
      names = "--breaking",
      description =
          "The version may differ from the one that serves in what consumers rely on: they know.")
  private boolean breaking;

  @Mixin private RequestOptions request = new RequestOptions();

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  private final Clock clock = Clock.systemUTC();

  @Override
  public Integer call()
      throws IOException, ModelRefusedException, RegistryRefusedException, InterruptedException {
    HubstreamConfig config = request.config();
    SigningKey signer = KeySource.read(key, System::getenv);
    Optional<Duration> lifetime = expires.map(text -> Lifetime.parse("--expires", text));
    DesiredVersion candidate = candidate(config);
    GateReport report = examined(config, candidate);
    if (reportFile.isPresent()) {
      Files.write(reportFile.get(), report.canonicalJson());
    }
    if (!report.passed()) {
      print(report, Optional.empty());
      throw CommandFailure.failed(
          "%s did not pass the gate: nothing was signed or published"
              .formatted(candidate.version().display()),
          null);
    }
    DesiredVersion approved =
        candidate.approved(
            Optional.of(
                Approvals.sign(
                    new Approval.Subject(
                        candidate.version(), candidate.artifactUri(), candidate.stage()),
                    decision(lifetime),
                    new Approval.Evidence(
                        report.digest(), EnvironmentLock.here(config).environmentDigest()),
                    signer)));
    Admissions.of(config.models().environment(), clock)
        .admit(approved, AdmissionPolicy.Direction.FORWARD);
    RegistryPublisher.Published published =
        request.publish((registry, by) -> registry.activate(approved, approved.approval(), by));
    print(report, Optional.of(published));
    return published.accepted() ? 0 : CommandFailure.FAILED;
  }

  private DesiredVersion candidate(HubstreamConfig config)
      throws IOException, ModelRefusedException, RegistryRefusedException, InterruptedException {
    BrokerCheck.require(config.kafka(), config.topics().modelRegistry());
    RegistrySnapshot registry =
        BrokerOptions.clients(config).registrySnapshot(config.topics().modelRegistry());
    Optional<String> held = registry.held(model);
    if (held.isPresent()) {
      throw new RegistryRefusedException(
          "%s; nothing was published. `hubstream model unfreeze` lifts it".formatted(held.get()));
    }
    DesiredVersion found = new PromotionCandidate(model, version).find(artifact, config, registry);
    return new DesiredVersion(found.version(), found.artifactUri(), stage).breaking(breaking);
  }

  private static GateReport examined(HubstreamConfig config, DesiredVersion candidate)
      throws IOException {
    List<Integer> batchSizes = config.pipeline().batch().allowedSizes();
    try (OfflineRuntime runtime = new OfflineRuntime()) {
      return new PromotionGate(
              TensorFlowParts.cache(config),
              new TensorFlowLoader(
                  TensorFlowParts.settings(config.pipeline().inference()),
                  TensorFlowParts.ops(config.models().ops())),
              batchSizes,
              List.of(
                  new ProvenanceStep(),
                  new ValuesStep(runtime, batchSizes, config.models().gate().latencyBudget())))
          .examine(candidate);
    }
  }

  private Approvals.Decision decision(Optional<Duration> lifetime) {
    Instant now = clock.instant();
    return new Approvals.Decision(
        approver.orElse(request.by()),
        now,
        lifetime.map(now::plus),
        Optional.of(request.reason()).filter(text -> !text.isBlank()));
  }

  private void print(GateReport report, Optional<RegistryPublisher.Published> published) {
    if (json) {
      ObjectNode node = object();
      published.ifPresent(done -> RequestOptions.json(done, node));
      GateReports.add(node.putObject("gate"), report);
      out().println(compact(node));
      return;
    }
    report.checks().forEach(check -> out().println(GateReports.text(check)));
    out().printf("report    %s%n", report.digest());
    published.ifPresent(done -> out().println(RequestOptions.text(done)));
  }
}
