package io.hubstream.cli;

import io.hubstream.artifacts.ArtifactStores;
import io.hubstream.artifacts.FileArtifactStore;
import io.hubstream.artifacts.PublishedModel;
import io.hubstream.config.HubstreamConfig;
import io.hubstream.registry.RegistryPublisher;
import io.hubstream.registry.RegistrySnapshot;
import io.hubstream.service.TensorFlowParts;
import io.hubstream.serving.DesiredVersion;
import io.hubstream.serving.ModelRefusedException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Finds the version that is to be promoted: the folder that was named, else the one under the
 * configured artifact roots, in their order and whatever the store, else what the registry knows by
 * that name.
 */
record PromotionCandidate(String model, String version) {

  /**
   * @throws CommandFailure there is none, or the folder is of another version
   * @throws ModelRefusedException the folder is not what its manifest says
   */
  DesiredVersion find(Optional<String> named, HubstreamConfig config, RegistrySnapshot registry)
      throws IOException, ModelRefusedException {
    if (named.filter(ArtifactStores::isAddress).isPresent()) {
      String address = named.get();
      return required(address, TensorFlowParts.stores(config).allowing(address).published(address));
    }
    if (named.isPresent()) {
      return published(Path.of(named.get()));
    }
    for (URI root : config.models().environment().artifactRoots()) {
      Optional<DesiredVersion> found = under(root, config);
      if (found.isPresent()) {
        return found.get();
      }
    }
    return RegistryPublisher.earlier(registry, model, version)
        .orElseThrow(
            () ->
                CommandFailure.failed(
                    "where is %s:%s? The registry does not know it, and it is not under environment.artifact.roots; name its folder or address with --artifact"
                        .formatted(model, version),
                    null));
  }

  private Optional<DesiredVersion> under(URI root, HubstreamConfig config)
      throws IOException, ModelRefusedException {
    if (ArtifactStores.isBlob(root)) {
      return inBlobStorage(root, TensorFlowParts.stores(config));
    }
    if (!"file".equals(root.getScheme())) {
      return Optional.empty();
    }
    Path folder = Path.of(root).resolve(model).resolve(version);
    return Files.isDirectory(folder) ? Optional.of(published(folder)) : Optional.empty();
  }

  // A root that does not answer is not passed over: another one might hold another version.
  private Optional<DesiredVersion> inBlobStorage(URI root, ArtifactStores stores)
      throws ModelRefusedException {
    try {
      return stores.find(root, model, version).map(found -> required(root.toString(), found));
    } catch (IOException e) {
      throw CommandFailure.failed(
          "the artifact root %s could not be searched for %s:%s: %s; try again, or name the version's folder with --artifact"
              .formatted(root, model, version, e.getMessage()),
          e);
    }
  }

  private DesiredVersion published(Path folder) throws IOException, ModelRefusedException {
    Path real = folder.toRealPath();
    Path models = real.getParent();
    Path root = models == null ? null : models.getParent();
    if (root == null || !real.endsWith(Path.of(model, version))) {
      throw CommandFailure.failed(
          "%s is no folder of %s:%s in an artifact store: ROOT/%s/%s is wanted; `hubstream model publish` makes it"
              .formatted(folder, model, version, model, version),
          null);
    }
    // Publishing what is there already checks it and copies nothing.
    return required(folder.toString(), new FileArtifactStore(root).publish(real));
  }

  private DesiredVersion required(String place, PublishedModel published) {
    if (!List.of(published.version().model(), published.version().version())
        .equals(List.of(model, version))) {
      throw CommandFailure.failed(
          "%s holds %s and not %s:%s"
              .formatted(place, published.version().display(), model, version),
          null);
    }
    return new DesiredVersion(published.version(), published.artifactUri(), "");
  }
}
