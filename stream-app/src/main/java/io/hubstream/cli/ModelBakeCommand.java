package io.hubstream.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hubstream.artifacts.ArtifactStores;
import io.hubstream.artifacts.Baking;
import io.hubstream.artifacts.PublishedModel;
import io.hubstream.config.HubstreamConfig;
import io.hubstream.registry.Verdict;
import io.hubstream.service.TensorFlowParts;
import io.hubstream.serving.DesiredVersion;
import io.hubstream.serving.ModelArtifact;
import io.hubstream.serving.ModelRefusedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hubstream model bake}. */
@Command(
    name = "bake",
    description = {
      "Puts versions into a folder that goes into a container's image: a service whose"
          + " models.baked.dirs names it takes them from there, and so starts while the artifact store"
          + " is down. Versions that are not in it come from the store as ever.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  hubstream model bake /models/scenes/3 --into baked",
      "  hubstream model bake https://shop.blob.core.windows.net/models/scenes/3 --into baked",
      "  hubstream model bake --desired -c service.properties --into baked",
      "",
      "Azure Blob storage is opened with AZURE_STORAGE_CONNECTION_STRING, or AZURE_STORAGE_SAS_TOKEN",
      "(and AZURE_STORAGE_ACCOUNT), or what DefaultAzureCredential finds."
    })
final class ModelBakeCommand extends BaseCommand {
  private static final double MEGABYTE = 1e6;

  @Parameters(
      paramLabel = "VERSION",
      arity = "0..*",
      description =
          "Folders of published versions, ROOT/NAME/VERSION: paths, or addresses in Azure Blob storage.")
  private List<String> versions = new ArrayList<>();

  @Option(
      names = "--into",
      required = true,
      paramLabel = "DIR",
      description = "Folder to fill; what is in it stays.")
  private Path into = Path.of(".");

  @Option(
      names = "--desired",
      description =
          "What the registry wants now, and what it would fall back to; needs --config or --bootstrap-server.")
  private boolean desired;

  @Mixin private BrokerOptions brokers = new BrokerOptions();

  @Option(names = "--json", description = "Print one JSON object a line for each version.")
  private boolean json;

  @Override
  public Integer call() throws IOException, ModelRefusedException, InterruptedException {
    if (versions.isEmpty() && !desired) {
      throw CommandFailure.usage("which versions? Name their folders, or give --desired");
    }
    ArtifactStores stores = ArtifactStores.standard();
    List<DesiredVersion> wanted = new ArrayList<>();
    if (desired) {
      HubstreamConfig config = brokers.load();
      stores = TensorFlowParts.stores(config);
      wanted.addAll(desired(config));
    }
    for (String version : versions) {
      String address = ArtifactStores.isAddress(version) ? version : uri(version);
      stores = stores.allowing(address);
      PublishedModel found = stores.published(address);
      wanted.add(new DesiredVersion(found.version(), found.artifactUri(), ""));
    }
    try (Baking baking = new Baking(into.toAbsolutePath(), stores)) {
      for (DesiredVersion version : wanted) {
        print(baking.bake(version));
      }
    }
    return 0;
  }

  private static String uri(String folder) throws IOException {
    return Path.of(folder).toRealPath().toUri().toString();
  }

  private static List<DesiredVersion> desired(HubstreamConfig config) throws InterruptedException {
    String topic = config.topics().modelRegistry();
    BrokerCheck.require(config.kafka(), topic);
    List<DesiredVersion> found =
        BrokerOptions.clients(config).registrySnapshot(topic).models().stream()
            .map(Verdict.Accepted::state)
            .flatMap(state -> Stream.of(state.stable(), state.fallback()))
            .flatMap(Optional::stream)
            .toList();
    if (found.isEmpty()) {
      throw CommandFailure.failed(
          "the registry %s wants no version; publish one with `hubstream model publish --activate`"
              .formatted(topic),
          null);
    }
    return found;
  }

  private void print(ModelArtifact baked) {
    long bytes = baked.manifest().files().stream().mapToLong(file -> file.size()).sum();
    if (json) {
      ObjectNode node = object();
      node.put("model", baked.version().model());
      node.put("version", baked.version().version());
      node.put("digest", baked.version().digest());
      node.put("folder", baked.folder().toString());
      node.put("bytes", bytes);
      out().println(compact(node));
    } else {
      out()
          .printf(
              Locale.ROOT,
              "%s  %.1f MB  %s%n",
              baked.version().display(),
              bytes / MEGABYTE,
              baked.folder());
    }
    out().flush();
  }
}
