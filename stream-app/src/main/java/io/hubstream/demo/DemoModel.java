package io.hubstream.demo;

import io.hubstream.serving.DesiredVersion;
import java.util.List;

/**
 * A model that the demo serves.
 *
 * @param versions published versions, oldest first, one or more
 */
record DemoModel(String name, List<DesiredVersion> versions) {
  DemoModel {
    versions = List.copyOf(versions);
  }
}
