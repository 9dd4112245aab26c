package io.hubstream.service;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Properties;

/**
 * What the build knew of itself.
 *
 * @param commit that it was built from, {@code +changes} added where its sources were changed;
 *     empty where it was built without git
 * @param cuda version of the CUDA that a build for GPUs carries
 * @param cudnn version of the cuDNN that it carries
 */
public record BuildFacts(Optional<String> commit, String cuda, String cudnn) {
  private static final String RESOURCE = "build.properties";

  /** Of this build. */
  public static BuildFacts here() {
    Properties properties = new Properties();
    try (InputStream in = BuildFacts.class.getResourceAsStream(RESOURCE)) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the jar is not whole: it has no readable " + RESOURCE, e);
    }
    return of(properties);
  }

  static BuildFacts of(Properties properties) {
    Optional<String> commit =
        Optional.of(properties.getProperty("commit", ""))
            .filter(id -> id.matches("[0-9a-f]{40,64}(-dirty)?"))
            .map(id -> id.replace("-dirty", "+changes"));
    // CUDA's, cuDNN's and JavaCPP's versions are one text in the artifact that brings them.
    String[] versions = properties.getProperty("cuda", "").split("-");
    return new BuildFacts(
        commit,
        versions.length > 1 ? versions[0] : "unknown",
        versions.length > 1 ? versions[1] : "unknown");
  }
}
