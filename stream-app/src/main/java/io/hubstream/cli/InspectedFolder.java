package io.hubstream.cli;

import io.hubstream.artifacts.FolderDigest;
import io.hubstream.serving.tensorflow.Inspection;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What an inspection found.
 *
 * @param policy by which operations were judged
 * @param inspection empty where the folder holds no SavedModel that can be read
 * @param unreadable why not
 */
record InspectedFolder(
    Path folder,
    FolderDigest digest,
    String policy,
    Optional<Inspection> inspection,
    Optional<String> unreadable) {

  /** Everything for which it would be refused. */
  List<String> refusals() {
    List<String> refusals = new ArrayList<>();
    unreadable.ifPresent(refusals::add);
    inspection.ifPresent(found -> refusals.addAll(found.verdict().refusals()));
    digest
        .problem()
        .map(problem -> digest.packaged() ? "not as it was packaged: " + problem : problem)
        .ifPresent(refusals::add);
    return refusals;
  }

  boolean loadable() {
    return refusals().isEmpty();
  }

  boolean routable() {
    return loadable() && inspection.filter(Inspection::routable).isPresent();
  }
}
