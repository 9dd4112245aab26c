package io.hubstream.testing;

import io.hubstream.content.ModelVersion;
import io.hubstream.serving.ArtifactSource;
import io.hubstream.serving.DesiredVersion;
import io.hubstream.serving.ModelArtifact;
import io.hubstream.serving.ModelRefusedException;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Has every version, and fails where told to. Safe for any thread. */
public final class FakeArtifactSource implements ArtifactSource {
  private final Map<ModelVersion, AtomicInteger> outages = new ConcurrentHashMap<>();
  private final Map<ModelVersion, String> refusals = new ConcurrentHashMap<>();
  private final Map<ModelVersion, ModelVersion> mixedUp = new ConcurrentHashMap<>();
  private final Map<ModelVersion, ModelArtifact> given = new ConcurrentHashMap<>();
  private final AtomicInteger fetches = new AtomicInteger();

  /** The store holds this artifact, and not one without files. */
  public void holds(ModelArtifact artifact) {
    given.put(artifact.version(), artifact);
  }

  /** The next {@code times} fetches of this version can't reach the store. */
  public void unreachable(ModelVersion version, int times) {
    outages.put(version, new AtomicInteger(times));
  }

  /** Verifying this version fails. */
  public void refuse(ModelVersion version, String reason) {
    refusals.put(version, reason);
  }

  /** Instead of {@code wanted} the store holds {@code other}. */
  public void mixUp(ModelVersion wanted, ModelVersion other) {
    mixedUp.put(wanted, other);
  }

  /** Number of fetches so far, failed ones included. */
  public int fetches() {
    return fetches.get();
  }

  @Override
  public FetchedArtifact fetch(DesiredVersion wanted) throws IOException {
    fetches.incrementAndGet();
    ModelVersion version = wanted.version();
    AtomicInteger left = outages.get(version);
    if (left != null && left.getAndDecrement() > 0) {
      throw new IOException("the store is down");
    }
    return () -> {
      String refusal = refusals.get(version);
      if (refusal != null) {
        throw new ModelRefusedException(refusal);
      }
      ModelVersion found = mixedUp.getOrDefault(version, version);
      ModelArtifact artifact = given.get(found);
      return artifact == null ? Versions.artifact(found) : artifact;
    };
  }
}
