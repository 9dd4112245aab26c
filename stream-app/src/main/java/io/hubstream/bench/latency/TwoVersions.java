package io.hubstream.bench.latency;

import io.hubstream.serving.DesiredVersion;

/** Two versions of a model; the first serves. */
record TwoVersions(DesiredVersion first, DesiredVersion second) {
  String model() {
    return first.version().model();
  }

  TwoVersions swapped() {
    return new TwoVersions(second, first);
  }
}
