package io.hubstream.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hubstream.approval.Approvals;
import io.hubstream.approval.ArtifactRoots;
import io.hubstream.approval.ProvenanceStep;
import io.hubstream.artifacts.LocalArtifactCache;
import io.hubstream.config.EnvironmentSettings;
import io.hubstream.config.HubstreamConfig;
import io.hubstream.environment.EnvironmentLock;
import io.hubstream.publishing.ContentFiles;
import io.hubstream.publishing.OfflineRuntime;
import io.hubstream.publishing.PromotionGate;
import io.hubstream.publishing.Replaced;
import io.hubstream.publishing.ReplacementStep;
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
import io.hubstream.serving.ServableLoader;
import io.hubstream.signing.SigningKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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
      "  hubstream model promote scenes 3 --to production --key approver.pem --content pictures/ \\",
      "      --artifact https://ACCOUNT.blob.core.windows.net/models/scenes/3 -c service.properties",
      "",
      "The version is looked for under environment.artifact.roots, in folders and in Azure, then in the",
      "registry. The gate compares it with the version that the registry wants now. Exits with 1 when",
      "the gate is not passed; then nothing is signed or published."
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

  @Option(
      names = "--uncompared",
      description =
          "Let it pass although the version whose place it takes cannot be read: you know what"
              + " consumers rely on.")
  private boolean uncompared;

  @Option(
      names = "--content",
      arity = "1..*",
      paramLabel = "DIR",
      description = "Files or folders that it and the version before it are run on.")
  private List<Path> content = new ArrayList<>();

  @Mixin private RequestOptions request = new RequestOptions();

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  private final Clock clock = Clock.systemUTC();

  @Override
  public Integer call()
      throws IOException, ModelRefusedException, RegistryRefusedException, InterruptedException {
    if (approver.orElse(request.by()).isBlank()) {
      throw CommandFailure.usage("--approver must say who approves");
    }
    HubstreamConfig config = request.config();
    SigningKey signer = KeySource.read(key, System::getenv);
    Optional<Duration> lifetime = expires.map(text -> Lifetime.parse("--expires", text));
    List<ContentFiles.Named> files = content.isEmpty() ? List.of() : ContentFiles.list(content);
    RegistrySnapshot registry = registry(config);
    DesiredVersion candidate = candidate(config, registry);
    AdmissionPolicy admission = Admissions.of(config.models().environment(), clock);
    GateReport report =
        examined(
            config,
            candidate,
            DesiredBefore.of(registry, candidate, admission),
            new ReplacementStep.Terms(breaking, uncompared, files));
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
    Approval.Evidence evidence =
        new Approval.Evidence(report.digest(), EnvironmentLock.here(config).environmentDigest());
    DesiredVersion approved =
        candidate.approved(
            Optional.of(Approvals.sign(subject(candidate), decision(lifetime), evidence, signer)));
    admission.admit(approved, AdmissionPolicy.Direction.FORWARD);
    RegistryPublisher.Published published =
        request.publish((publisher, by) -> publisher.activate(approved, approved.approval(), by));
    print(report, Optional.of(published));
    return published.accepted() ? 0 : CommandFailure.FAILED;
  }

  private RegistrySnapshot registry(HubstreamConfig config)
      throws RegistryRefusedException, InterruptedException {
    BrokerCheck.require(config.kafka(), config.topics().modelRegistry());
    RegistrySnapshot registry =
        BrokerOptions.clients(config).registrySnapshot(config.topics().modelRegistry());
    Optional<String> held = registry.held(model);
    if (held.isPresent()) {
      throw new RegistryRefusedException(
          "%s; nothing was published. `hubstream model unfreeze` lifts it".formatted(held.get()));
    }
    return registry;
  }

  private DesiredVersion candidate(HubstreamConfig config, RegistrySnapshot registry)
      throws IOException, ModelRefusedException {
    DesiredVersion found = new PromotionCandidate(model, version).find(artifact, config, registry);
    EnvironmentSettings environment = config.models().environment();
    if (environment.isProduction()) {
      // Before anything of it is fetched or run here: a row may name any place.
      new ArtifactRoots(environment.artifactRoots()).require(found.artifactUri());
    }
    return new DesiredVersion(found.version(), found.artifactUri(), stage).breaking(breaking);
  }

  private static GateReport examined(
      HubstreamConfig config,
      DesiredVersion candidate,
      Replaced replaced,
      ReplacementStep.Terms terms)
      throws IOException {
    LocalArtifactCache cache = TensorFlowParts.cache(config);
    try (OfflineRuntime runtime = new OfflineRuntime(OfflineSettings.of(config))) {
      ServableLoader loader = cache.holding(runtime.loader());
      return new PromotionGate(
              cache,
              loader,
              new PromotionGate.Rules(
                  config.pipeline().batch().allowedSizes(),
                  OfflineSettings.limits(config.models().gate())),
              List.of(
                  new ProvenanceStep(),
                  new ValuesStep(runtime, config.models().gate().latencyBudget())),
              List.of(
                  new ReplacementStep(
                      runtime, new ReplacementStep.Shelves(cache, loader), replaced, terms)))
          .examine(candidate);
    }
  }

  private static Approval.Subject subject(DesiredVersion candidate) {
    return new Approval.Subject(
        candidate.version(), candidate.artifactUri(), candidate.stage(), candidate.breaking());
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
