package io.hubstream.config;

import java.util.List;
import java.util.stream.Collectors;

/** The settings cannot be used. Names every problem, not just the first. */
public final class InvalidConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<ConfigProblem> problems;

  public InvalidConfigException(List<ConfigProblem> problems) {
    super(describe(problems));
    this.problems = List.copyOf(problems);
  }

  /** All of them, in the order of the settings' reference. */
  public List<ConfigProblem> problems() {
    return problems;
  }

  private static String describe(List<ConfigProblem> problems) {
    String count = problems.size() == 1 ? "1 problem" : problems.size() + " problems";
    return problems.stream()
        .map(ConfigProblem::describe)
        .collect(
            Collectors.joining(
                System.lineSeparator(), "The configuration has " + count + ":\n", ""));
  }
}
