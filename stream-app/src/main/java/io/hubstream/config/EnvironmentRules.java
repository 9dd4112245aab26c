package io.hubstream.config;

import io.hubstream.signing.KeyFormatException;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Rules of the environment: keys that can be read, and that production is complete. What a key says
 * never stands in a problem: somebody may have named the private one.
 */
final class EnvironmentRules {
  private EnvironmentRules() {}

  static List<ConfigProblem> check(Values values) {
    List<ConfigProblem> problems = new ArrayList<>();
    if (values.has(List.of(EnvironmentSettings.PUBLIC_KEYS))) {
      for (String place : values.list(EnvironmentSettings.PUBLIC_KEYS)) {
        keyProblem(place).ifPresent(problems::add);
      }
    }
    if (values.has(List.of(EnvironmentSettings.ENVIRONMENT))
        && values.text(EnvironmentSettings.ENVIRONMENT).equals("production")) {
      require(
          values,
          EnvironmentSettings.PUBLIC_KEYS,
          "a public key; `hubstream model keygen --out FILE` makes a pair",
          problems);
      require(
          values,
          EnvironmentSettings.ARTIFACT_ROOTS,
          "a folder or URI that artifacts come from",
          problems);
      require(values, EnvironmentSettings.STAGES, "a stage", problems);
      requireNoActivation(values, problems);
    }
    return problems;
  }

  private static void requireNoActivation(Values values, List<ConfigProblem> problems) {
    String key = BridgeSettings.ACTIVATE;
    if (values.has(List.of(key)) && !values.list(key).isEmpty()) {
      problems.add(
          ConfigProblem.of(
              key,
              String.join(",", values.list(key)),
              "must be empty in production, where versions go live by an approval: `hubstream model promote`"));
    }
  }

  private static Optional<ConfigProblem> keyProblem(String place) {
    try {
      EnvironmentSettings.keys(place);
      return Optional.empty();
    } catch (NoSuchFileException e) {
      return problem(place, "there is no such file");
    } catch (MalformedInputException e) {
      return problem(place, "the file is no text");
    } catch (InvalidPathException e) {
      return problem(place, "it is neither a PEM text nor a path");
    } catch (IOException e) {
      return problem(place, "the file cannot be read: " + e.getMessage());
    } catch (KeyFormatException e) {
      return problem(place, e.getMessage() + "; a public key as `hubstream model keygen` makes it");
    }
  }

  private static Optional<ConfigProblem> problem(String place, String what) {
    return Optional.of(
        ConfigProblem.of(
            EnvironmentSettings.PUBLIC_KEYS,
            isSurelyAPath(place) ? place : "(not shown, it may be a key)",
            what));
  }

  // No form of a key has a dot in it.
  private static boolean isSurelyAPath(String place) {
    return place.contains(".");
  }

  private static void require(
      Values values, String key, String what, List<ConfigProblem> problems) {
    if (values.has(List.of(key)) && values.list(key).isEmpty()) {
      problems.add(
          new ConfigProblem(
              key,
              Optional.empty(),
              "must name %s, because %s = production"
                  .formatted(what, EnvironmentSettings.ENVIRONMENT)));
    }
  }
}
