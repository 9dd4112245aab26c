package io.hubstream.service;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.StringJoiner;

/**
 * How a start went, as a file of JSON: {@code {"begun": INSTANT, "reached": {PHASE: INSTANT,
 * ...}}}, with the phases in the order of time.
 */
public final class StartReport {
  private StartReport() {}

  /** Writes it; whoever looks sees all of it or nothing. */
  public static void write(Path file, Instant begun, List<StartTimeline.Step> steps)
      throws IOException {
    Path whole = file.toAbsolutePath();
    Path part = whole.resolveSibling(whole.getFileName() + ".part");
    Files.writeString(part, json(begun, steps));
    Files.move(part, whole, StandardCopyOption.REPLACE_EXISTING);
  }

  /** By hand: no library need be loaded for it while a service starts. */
  static String json(Instant begun, List<StartTimeline.Step> steps) {
    StringJoiner reached = new StringJoiner(", ", "{", "}");
    for (StartTimeline.Step step : steps) {
      reached.add("\"%s\": \"%s\"".formatted(step.phase().field(), step.at()));
    }
    return "{\"begun\": \"%s\", \"reached\": %s}%n".formatted(begun, reached);
  }
}
