package io.hubstream.importing;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the path of an archive says about the model in it. */
final class ArchiveName {
  private static final Pattern NUMBER = Pattern.compile("[0-9]+");
  private static final Pattern SUFFIX = Pattern.compile("(?i)\\.(tar\\.gz|tgz|tar)$");

  private ArchiveName() {}

  static boolean isArchive(String path) {
    return SUFFIX.matcher(path.toLowerCase(Locale.ROOT)).find();
  }

  /** The last part that is no number, without its ending. */
  static String model(String path) {
    List<String> parts = parts(path);
    return parts.stream()
        .filter(part -> !NUMBER.matcher(part).matches())
        .reduce((first, last) -> last)
        .orElse("model");
  }

  /** The last part, if it is a number. */
  static Optional<String> version(String path) {
    return parts(path).stream()
        .reduce((first, last) -> last)
        .filter(part -> NUMBER.matcher(part).matches());
  }

  private static List<String> parts(String path) {
    return Stream.of(path.split("/"))
        .map(part -> SUFFIX.matcher(part).replaceFirst(""))
        .filter(part -> !part.isEmpty())
        .toList();
  }
}
