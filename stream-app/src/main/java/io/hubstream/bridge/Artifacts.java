package io.hubstream.bridge;

import io.hubstream.artifacts.ArtifactStores;
import io.hubstream.artifacts.PublishedModel;
import io.hubstream.content.ModelVersion;
import io.hubstream.serving.DesiredVersion;
import io.hubstream.serving.ModelRefusedException;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;

/**
 * Finds artifacts by what the event says; where it says nothing, by what Azure Resource Manager
 * knows of the model; and a digest that nobody gives by looking at the folder's manifest.
 *
 * <p>Safe for any thread.
 */
public final class Artifacts implements ArtifactLookup {
  private final ArtifactStores stores;
  private final Optional<ArmModels> arm;

  /**
   * @param arm asked where events do not say where the artifact lies
   */
  public Artifacts(ArtifactStores stores, Optional<ArmModels> arm) {
    this.stores = stores;
    this.arm = arm;
  }

  @Override
  public DesiredVersion find(Announcement announcement)
      throws UnusableEventException, IOException, InterruptedException {
    Announcement.Artifact artifact = announcement.artifact();
    if (artifact.uri().isEmpty()) {
      artifact = fromArm(announcement);
    }
    URI uri = uri(artifact.uri().orElseThrow());
    if (artifact.digest().isPresent()) {
      ModelVersion version =
          new ModelVersion(announcement.model(), announcement.version(), artifact.digest().get());
      return new DesiredVersion(version, uri, artifact.stage());
    }
    PublishedModel published = look(uri);
    requireSame(announcement, published);
    return new DesiredVersion(published.version(), published.artifactUri(), artifact.stage());
  }

  /** What the event says goes before what is found. */
  private Announcement.Artifact fromArm(Announcement announcement)
      throws UnusableEventException, IOException, InterruptedException {
    if (arm.isEmpty()) {
      throw new UnusableEventException(
          "it does not say where %s lies: register it with the tags %s (the address of its folder) and %s, or set bridge.arm.endpoint"
              .formatted(announcement.display(), ModelTags.ARTIFACT, ModelTags.DIGEST));
    }
    Announcement.Artifact said = announcement.artifact();
    Announcement.Artifact found = arm.get().find(announcement);
    return new Announcement.Artifact(
        found.uri(),
        said.digest().or(found::digest),
        said.stage().isEmpty() ? found.stage() : said.stage());
  }

  private static URI uri(String text) throws UnusableEventException {
    URI uri;
    try {
      uri = URI.create(text);
    } catch (IllegalArgumentException e) {
      throw new UnusableEventException("the address of its artifact is none");
    }
    // There the container stands where elsewhere a user and a password would.
    boolean container = "abfss".equalsIgnoreCase(uri.getScheme());
    if (!uri.isAbsolute() || (uri.getRawUserInfo() != null && !container)) {
      throw new UnusableEventException(
          "the address of its artifact must be absolute, as https://ACCOUNT.blob.core.windows.net/CONTAINER/PATH");
    }
    return uri;
  }

  private PublishedModel look(URI uri) throws UnusableEventException, IOException {
    try {
      return stores.published(uri.toString());
    } catch (ModelRefusedException e) {
      throw new UnusableEventException("its artifact cannot be used: " + e.reason());
    }
  }

  private static void requireSame(Announcement announcement, PublishedModel published)
      throws UnusableEventException {
    ModelVersion found = published.version();
    if (!found.model().equals(announcement.model())
        || !found.version().equals(announcement.version())) {
      throw new UnusableEventException(
          "%s holds %s and not %s"
              .formatted(published.artifactUri(), found.display(), announcement.display()));
    }
  }
}
