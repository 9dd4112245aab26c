package io.hubstream.tests;

import io.hubstream.content.ModelVersion;
import io.hubstream.serving.Servable;
import io.hubstream.serving.ServingSet;
import io.hubstream.serving.ServingSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Serves the set that a test puts in place. */
final class FixedServing implements ServingSource {
  final List<String> regressed = new ArrayList<>();
  private boolean caughtUp = true;
  private Optional<ModelVersion> bad = Optional.empty();
  private ServingSet current = new ServingSet(Map.of(), -1, () -> {});

  void serve(long registryOffset, Servable... servables) {
    Map<String, Servable> byName = new HashMap<>();
    for (Servable servable : servables) {
      byName.put(servable.spec().version().model(), servable);
    }
    current = new ServingSet(byName, registryOffset, () -> {});
  }

  /** From now on this version is bad, and the other one serves in its place. */
  void condemn(ModelVersion version, long registryOffset, Servable instead) {
    bad = Optional.of(version);
    serve(registryOffset, instead);
  }

  @Override
  public Optional<ModelVersion> condemned(ServingSet set) {
    return bad.filter(set.versions()::contains);
  }

  @Override
  public Optional<ServingSet> leaseInstead(ModelVersion condemned, Duration limit) {
    return Optional.of(lease());
  }

  void cannotCatchUp() {
    caughtUp = false;
  }

  @Override
  public ServingSet lease() {
    ServingSet set = current;
    if (!set.tryRetain()) {
      throw new IllegalStateException("the test's set is gone");
    }
    return set;
  }

  @Override
  public boolean awaitCaughtUp(Duration limit) {
    return caughtUp;
  }

  @Override
  public Optional<String> behind() {
    return Optional.empty();
  }

  @Override
  public void reportRegressed(String topic, int partition, String reason) {
    regressed.add("%s-%d: %s".formatted(topic, partition, reason));
  }
}
