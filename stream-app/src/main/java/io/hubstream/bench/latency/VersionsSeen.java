package io.hubstream.bench.latency;

import io.hubstream.content.ModelResult;
import io.hubstream.content.ModelVersion;
import io.hubstream.records.EnrichedView;
import io.hubstream.verify.TopicVerifier;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/** The versions that results are stamped with. Owned by the thread that verifies. */
final class VersionsSeen implements TopicVerifier.Listener {
  private final Set<ModelVersion> versions = new HashSet<>();

  @Override
  public void onResult(EnrichedView result) {
    for (ModelResult each : result.results()) {
      versions.add(each.version());
    }
  }

  boolean containsAll(Collection<ModelVersion> wanted) {
    return versions.containsAll(wanted);
  }
}
