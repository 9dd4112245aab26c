package io.hubstream.bridge;

import io.hubstream.serving.DesiredVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which models concern us, and which versions go live without a person. In production none do: they
 * need an approval, which only a person with a key can give.
 *
 * <p>Safe for any thread.
 */
public final class ActivationPolicy {
  private final List<Pattern> models;
  private final List<Rule> rules;
  private final boolean production;

  private record Rule(Pattern model, Optional<Pattern> stage) {
    static Rule of(String text) {
      int colon = text.indexOf(':');
      return colon < 0
          ? new Rule(glob(text), Optional.empty())
          : new Rule(glob(text.substring(0, colon)), Optional.of(glob(text.substring(colon + 1))));
    }

    boolean covers(String name, String stageName) {
      return model.matcher(name).matches()
          && stage.map(pattern -> pattern.matcher(stageName).matches()).orElse(true);
    }
  }

  /**
   * @param models names that concern us, where {@code *} stands for anything
   * @param activate {@code MODEL} or {@code MODEL:STAGE}, with {@code *} likewise: these go live by
   *     themselves
   * @param production whether nothing does
   */
  public ActivationPolicy(List<String> models, List<String> activate, boolean production) {
    this.models = models.stream().map(ActivationPolicy::glob).toList();
    this.rules = new ArrayList<>(activate.stream().map(Rule::of).toList());
    this.production = production;
  }

  private static Pattern glob(String text) {
    StringBuilder pattern = new StringBuilder();
    for (String literal : text.strip().split("\\*", -1)) {
      pattern.append(pattern.isEmpty() ? "" : ".*").append(Pattern.quote(literal));
    }
    return Pattern.compile(pattern.toString());
  }

  boolean concerns(String model) {
    return models.stream().anyMatch(pattern -> pattern.matcher(model).matches());
  }

  /** The command that makes a version live. */
  String command(DesiredVersion version) {
    String stage = version.stage();
    return production
        ? "hubstream model promote %s %s --artifact %s --to %s --key FILE"
            .formatted(
                version.version().model(),
                version.version().version(),
                version.artifactUri(),
                stage.isEmpty() ? "production" : stage)
        : "hubstream model activate %s%s"
            .formatted(version.artifactUri(), stage.isEmpty() ? "" : " --stage " + stage);
  }

  /** Why a version waits for a person; empty when it goes live by itself. */
  Optional<String> waits(String model, String stage) {
    if (production) {
      return Optional.of("in production a version goes live by an approval");
    }
    return rules.stream().anyMatch(rule -> rule.covers(model, stage))
        ? Optional.empty()
        : Optional.of(
            "bridge.activate does not let %s%s go live by itself"
                .formatted(model, stage.isEmpty() ? " without a stage" : " at the stage " + stage));
  }
}
