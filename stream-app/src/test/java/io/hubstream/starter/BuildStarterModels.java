package io.hubstream.starter;

import java.io.IOException;
import java.nio.file.Path;

/** Builds the starter models in a JVM of its own; see {@link StarterModelsTest}. */
final class BuildStarterModels {
  private BuildStarterModels() {}

  public static void main(String[] args) throws IOException {
    StarterModels.buildInto(Path.of(args[0]), ProgressListener.NONE);
  }
}
