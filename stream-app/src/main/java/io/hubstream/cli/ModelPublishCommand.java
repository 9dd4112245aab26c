package io.hubstream.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hubstream.artifacts.ArtifactStores;
import io.hubstream.artifacts.PublishedModel;
import io.hubstream.registry.RegistryPublisher;
import io.hubstream.registry.RegistryRefusedException;
import io.hubstream.service.TensorFlowParts;
import io.hubstream.serving.DesiredVersion;
import io.hubstream.serving.ModelManifest;
import io.hubstream.serving.ModelRefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hubstream model publish}. */
@Command(
    name = "publish",
    description = "Copies a packaged version to an artifact store, and activates it if you say so.",
    footer = {
      "",
      "Examples:",
      "  hubstream model publish exports/scenes --store /models",
      "  hubstream model publish exports/scenes --store /models --activate -c service.properties",
      "  hubstream model publish exports/scenes --store https://shop.blob.core.windows.net/models",
      "",
      "Azure Blob storage is opened with AZURE_STORAGE_CONNECTION_STRING, or AZURE_STORAGE_SAS_TOKEN",
      "(and AZURE_STORAGE_ACCOUNT), or what DefaultAzureCredential finds."
    })
final class ModelPublishCommand extends BaseCommand {
  @Parameters(paramLabel = "DIR", description = "A packaged version folder.")
  private Path folder = Path.of(".");

  @Option(
      names = "--store",
      paramLabel = "ROOT",
      required = true,
      description =
          "Artifact store: a folder that every instance sees under the same path, or a path in"
              + " Azure Blob storage: https://ACCOUNT.blob.core.windows.net/CONTAINER/PATH or abfss:.")
  private String store = ".";

  @Option(
      names = "--activate",
      description = "Make it the version that serves; needs --config or --bootstrap-server.")
  private boolean activate;

  @Option(names = "--stage", paramLabel = "NAME", description = "Stage, such as production.")
  private String stage = "";

  @Option(
      names = "--breaking",
      description =
          "With --activate: its consumers know that embeddings or classes change: the gate lets that through.")
  private boolean breaking;

  @Mixin private RequestOptions request = new RequestOptions();

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Override
  public Integer call()
      throws IOException, ModelRefusedException, RegistryRefusedException, InterruptedException {
    if (activate) {
      request.requireExperiments(); // A wrong configuration must not leave half of the work done.
    }
    if (!Files.exists(folder.resolve(ModelManifest.FILE_NAME)) && Files.isDirectory(folder)) {
      throw CommandFailure.failed(
          "%s holds no %s; complete it with: hubstream model package %s"
              .formatted(folder, ModelManifest.FILE_NAME, folder),
          null);
    }
    ArtifactStores stores =
        activate ? TensorFlowParts.stores(request.config()) : ArtifactStores.standard();
    PublishedModel published = stores.allowing(store).at(store).publish(folder);
    DesiredVersion version =
        new DesiredVersion(published.version(), published.artifactUri(), stage).breaking(breaking);
    Optional<RegistryPublisher.Published> change = Optional.empty();
    if (activate) {
      change =
          Optional.of(
              request.publish((registry, by) -> registry.activate(version, Optional.empty(), by)));
    }
    print(published, change);
    return change.map(RegistryPublisher.Published::accepted).orElse(true)
        ? 0
        : CommandFailure.FAILED;
  }

  private void print(PublishedModel published, Optional<RegistryPublisher.Published> change) {
    if (json) {
      ObjectNode node = object();
      change.ifPresent(done -> RequestOptions.json(done, node));
      node.put("model", published.version().model());
      node.put("version", published.version().version());
      node.put("digest", published.version().digest());
      node.put("artifactUri", published.artifactUri().toString());
      out().println(compact(node));
      return;
    }
    out()
        .printf(
            "Published %s%n  digest  %s%n  at      %s%n",
            published.version().display(), published.version().digest(), published.artifactUri());
    change.ifPresent(done -> out().println(RequestOptions.text(done)));
  }
}
