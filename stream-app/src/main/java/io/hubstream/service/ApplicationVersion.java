package io.hubstream.service;

import java.util.Optional;

/** The version of this build, from the manifest of its jar. */
public final class ApplicationVersion {
  private ApplicationVersion() {}

  /** {@code dev} when classes are run from a folder. */
  public static String get() {
    return Optional.ofNullable(ApplicationVersion.class.getPackage().getImplementationVersion())
        .orElse("dev");
  }
}
