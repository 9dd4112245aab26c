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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Finds the version that is to be promoted: the folder that was named, else the one under the
 * configured artifact roots, else what the registry knows by that name.
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
    Optional<Path> folder = named.map(Path::of).or(() -> underRoots(config));
    if (folder.isPresent()) {
      return published(folder.get());
    }
    return RegistryPublisher.earlier(registry, model, version)
        .orElseThrow(
            () ->
                CommandFailure.failed(
                    "where is %s:%s? The registry does not know it, and it is not under environment.artifact.roots; give --artifact DIR"
                        .formatted(model, version),
                    null));
  }

  private Optional<Path> underRoots(HubstreamConfig config) {
    return config.models().environment().artifactRoots().stream()
        .filter(root -> "file".equals(root.getScheme()))
        .map(root -> Path.of(root).resolve(model).resolve(version))
        .filter(Files::isDirectory)
        .findFirst();
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
