package io.hubstream.bridge;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Orders versions as people read them: runs of digits as numbers, what is between them as text. So
 * 9 comes before 10, 1.9 before 1.10, and 2026-09-30 before 2026-10-01. Versions that differ only
 * in leading zeros are ordered by their text, so that none are equal but the same.
 */
final class NaturalOrder implements Comparator<String> {
  static final NaturalOrder INSTANCE = new NaturalOrder();
  private static final Pattern RUN = Pattern.compile("[0-9]+|[^0-9]+");

  private NaturalOrder() {}

  @Override
  public int compare(String left, String right) {
    List<String> mine = runs(left);
    List<String> other = runs(right);
    for (int i = 0; i < Math.min(mine.size(), other.size()); i++) {
      int order = compareRuns(mine.get(i), other.get(i));
      if (order != 0) {
        return order;
      }
    }
    int order = Integer.compare(mine.size(), other.size());
    return order == 0 ? left.compareTo(right) : order;
  }

  private static int compareRuns(String left, String right) {
    boolean numbers = isNumber(left) && isNumber(right);
    return numbers ? new BigInteger(left).compareTo(new BigInteger(right)) : left.compareTo(right);
  }

  private static boolean isNumber(String run) {
    return run.charAt(0) >= '0' && run.charAt(0) <= '9';
  }

  private static List<String> runs(String text) {
    List<String> runs = new ArrayList<>();
    Matcher matcher = RUN.matcher(text);
    while (matcher.find()) {
      runs.add(matcher.group());
    }
    return runs;
  }
}
