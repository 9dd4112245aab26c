package io.hubstream.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;
import static org.apache.kafka.common.config.ConfigDef.Type.LIST;
import static org.apache.kafka.common.config.ConfigDef.Type.STRING;

import io.hubstream.signing.KeyFormatException;
import io.hubstream.signing.VerificationKey;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.config.ConfigDef;

/**
 * Experiments or production, and what production lets in.
 *
 * @param publicKeys keys of those who may approve
 * @param artifactRoots places that artifacts may come from
 * @param stages stages that may serve
 */
public record EnvironmentSettings(
    Kind kind, List<VerificationKey> publicKeys, List<URI> artifactRoots, List<String> stages) {
  public static final String ENVIRONMENT = "environment";
  public static final String PUBLIC_KEYS = "environment.public.keys";
  public static final String ARTIFACT_ROOTS = "environment.artifact.roots";
  public static final String STAGES = "environment.stages";

  /** What the service is run for. */
  public enum Kind {
    DEVELOPMENT,
    PRODUCTION
  }

  static final Concern CONCERN =
      new Concern(
          "Environment",
          new ConfigDef()
              .define(
                  ENVIRONMENT,
                  STRING,
                  "development",
                  ConfigDef.ValidString.in("development", "production"),
                  HIGH,
                  "What the service is for. production serves only what was approved by a signature;"
                      + " development serves whatever the registry wants.")
              .define(
                  PUBLIC_KEYS,
                  LIST,
                  List.of(),
                  Checks.publicKeys(),
                  HIGH,
                  "Public keys of those who may approve versions for production, as"
                      + " `hubstream model keygen` makes them. Required in production.")
              .define(
                  ARTIFACT_ROOTS,
                  LIST,
                  List.of(),
                  Checks.artifactRoots(),
                  HIGH,
                  "Where the artifacts of production come from: a version elsewhere is refused."
                      + " Required in production.")
              .define(
                  STAGES,
                  LIST,
                  List.of("production"),
                  Checks.names(),
                  MEDIUM,
                  "Stages that may serve in production."));

  public EnvironmentSettings {
    publicKeys = List.copyOf(publicKeys);
    artifactRoots = List.copyOf(artifactRoots);
    stages = List.copyOf(stages);
  }

  /** Whether only approved versions may serve. */
  public boolean isProduction() {
    return kind == Kind.PRODUCTION;
  }

  static EnvironmentSettings of(Values values) {
    return new EnvironmentSettings(
        values.text(ENVIRONMENT).equals("production") ? Kind.PRODUCTION : Kind.DEVELOPMENT,
        keys(values.list(PUBLIC_KEYS)),
        values.list(ARTIFACT_ROOTS).stream().map(EnvironmentSettings::root).toList(),
        values.list(STAGES));
  }

  private static List<VerificationKey> keys(List<String> places) {
    List<VerificationKey> keys = new ArrayList<>();
    for (String place : places) {
      try {
        keys.addAll(keys(place));
      } catch (IOException | KeyFormatException e) {
        throw new IllegalStateException("the keys were checked a moment ago: " + e.getMessage(), e);
      }
    }
    return keys;
  }

  /** The keys of a PEM file, or of a text that is PEM. */
  static List<VerificationKey> keys(String place) throws IOException, KeyFormatException {
    boolean pem = place.startsWith("-----BEGIN");
    return VerificationKey.read(pem ? place : Files.readString(Values.expandHome(place)));
  }

  static boolean isRoot(String text) {
    try {
      URI root = root(text);
      return root.isAbsolute()
          && root.getPath() != null
          && root.getPath().startsWith("/")
          && root.getRawQuery() == null
          && root.getRawFragment() == null;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static URI root(String text) {
    Path path = pathOf(text);
    return path.isAbsolute() ? path.normalize().toUri() : URI.create(text).normalize();
  }

  private static Path pathOf(String text) {
    try {
      return Values.expandHome(text);
    } catch (InvalidPathException e) {
      return Path.of("");
    }
  }
}
