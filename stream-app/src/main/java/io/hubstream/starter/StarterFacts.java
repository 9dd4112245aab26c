package io.hubstream.starter;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;

/**
 * What was measured, kept beside the model so that a later run need not measure again: {@code
 * assets.extra/starter.properties}, without comments or time, so that its bytes are the same too.
 */
final class StarterFacts {
  private static final String FILE = "assets.extra/starter.properties";

  private StarterFacts() {}

  static boolean existIn(Path folder) {
    return Files.isRegularFile(folder.resolve(FILE));
  }

  static void write(Path folder, Evidence evidence) throws IOException {
    StringBuilder text = new StringBuilder();
    text.append("trainedOn=").append(evidence.trainedOn()).append('\n');
    text.append("measuredOn=").append(evidence.measuredOn()).append('\n');
    text.append("heldOutAccuracy=").append(shown(evidence.heldOutAccuracy())).append('\n');
    List<Evidence.Measure> measures = evidence.measures();
    for (int i = 0; i < measures.size(); i++) {
      String key = "measure." + i;
      text.append(key).append(".name=").append(measures.get(i).name()).append('\n');
      text.append(key).append(".value=").append(shown(measures.get(i).value())).append('\n');
    }
    Files.writeString(folder.resolve(FILE), text);
  }

  static Evidence read(Path folder) throws IOException {
    Properties facts = new Properties();
    Path file = folder.resolve(FILE);
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      facts.load(reader);
    }
    List<Evidence.Measure> measures = new ArrayList<>();
    for (int i = 0; facts.containsKey("measure." + i + ".name"); i++) {
      String name = facts.getProperty("measure." + i + ".name");
      measures.add(new Evidence.Measure(name, number(facts, "measure." + i + ".value", file)));
    }
    return new Evidence(
        (int) number(facts, "trainedOn", file),
        (int) number(facts, "measuredOn", file),
        number(facts, "heldOutAccuracy", file),
        measures);
  }

  /** A share as the card and the facts write it: four decimals. */
  static String shown(double share) {
    return String.format(Locale.ROOT, "%.4f", share);
  }

  private static double number(Properties facts, String key, Path file) throws IOException {
    String value = facts.getProperty(key);
    try {
      return Double.parseDouble(String.valueOf(value));
    } catch (NumberFormatException e) {
      throw new IOException(file + " does not say " + key + " as a number: " + value, e);
    }
  }
}
