package io.hubstream.bench.latency;

import io.hubstream.bench.workload.Workload;
import io.hubstream.publishing.ModelFolders;
import io.hubstream.serving.DesiredVersion;
import io.hubstream.serving.ModelRefusedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds another version of each model to swap to: the one before, or the same under another name,
 * which has a digest of its own.
 */
final class SecondVersions {
  private SecondVersions() {}

  /**
   * @param folders where the versions were packaged and published
   * @throws ModelRefusedException a model cannot be packaged again
   */
  static List<TwoVersions> of(Workload workload, ModelFolders folders)
      throws IOException, ModelRefusedException {
    List<TwoVersions> models = new ArrayList<>();
    for (DesiredVersion latest : workload.models()) {
      Optional<DesiredVersion> earlier =
          workload.earlier().stream()
              .filter(other -> other.version().model().equals(latest.version().model()))
              .findFirst();
      models.add(
          new TwoVersions(latest, earlier.isPresent() ? earlier.get() : folders.addTwin(latest)));
    }
    return models;
  }
}
