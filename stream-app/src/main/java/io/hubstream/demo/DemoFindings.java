package io.hubstream.demo;

import io.hubstream.records.EnrichedView;
import io.hubstream.verify.DeadLetter;
import io.hubstream.verify.TopicVerifier;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Collects what people want to see while the verifier reads the topics. One thread. */
final class DemoFindings implements TopicVerifier.Listener {
  private static final int KEPT = 2_000;
  private static final Pattern ROUND = Pattern.compile("#(\\d{1,9})$");

  /** The first round before the second: so a few results show many files, not a few files often. */
  private static final Comparator<EnrichedView> BY_ROUND =
      Comparator.<EnrichedView>comparingInt(result -> round(result.contentId()))
          .thenComparing(EnrichedView::contentId)
          .thenComparing(EnrichedView::enrichedAt);

  /** The last by round comes first, so that it can be dropped. */
  private final PriorityQueue<EnrichedView> results = new PriorityQueue<>(BY_ROUND.reversed());

  private final Map<String, EnrichedView> latestByFile = new LinkedHashMap<>();
  private final Map<String, DeadLetter> deadLettersByFile = new LinkedHashMap<>();
  private final List<Long> latencies = new ArrayList<>();
  private Instant firstProduced = Instant.MAX;
  private Instant lastEnriched = Instant.MIN;

  /**
   * @param results the first ones, every file before its repetitions
   * @param latestByFile the last result of each file
   * @param deadLettersByFile the first dead letter of each file
   * @param speed how fast it went
   */
  record Findings(
      List<EnrichedView> results,
      List<EnrichedView> latestByFile,
      List<DeadLetter> deadLettersByFile,
      Speed speed) {}

  /**
   * From the stamps of the results.
   *
   * @param recordsPerSecond results for each second between the first event and the last result
   * @param medianMs half of the results were finished within this time of their event
   * @param p99Ms 99 of 100 were
   */
  record Speed(double recordsPerSecond, long medianMs, long p99Ms) {}

  @Override
  public void onResult(EnrichedView result) {
    results.add(result);
    if (results.size() > KEPT) {
      results.remove();
    }
    latestByFile.merge(file(result.contentId()), result, DemoFindings::later);
    latencies.add(Duration.between(result.producedAt(), result.enrichedAt()).toMillis());
    firstProduced = min(firstProduced, result.producedAt());
    lastEnriched = max(lastEnriched, result.enrichedAt());
  }

  @Override
  public void onDeadLetter(DeadLetter letter) {
    deadLettersByFile.putIfAbsent(file(letter.key()), letter);
  }

  /** The content id without the number of its round. */
  static String file(String contentId) {
    return ROUND.matcher(contentId).replaceFirst("");
  }

  private static int round(String contentId) {
    Matcher round = ROUND.matcher(contentId);
    return round.find() ? Integer.parseInt(round.group(1)) : 1;
  }

  private static EnrichedView later(EnrichedView one, EnrichedView other) {
    return other.enrichedAt().isBefore(one.enrichedAt()) ? one : other;
  }

  private static Instant min(Instant one, Instant other) {
    return other.isBefore(one) ? other : one;
  }

  private static Instant max(Instant one, Instant other) {
    return other.isAfter(one) ? other : one;
  }

  Findings findings() {
    return new Findings(
        results.stream().sorted(BY_ROUND).toList(),
        List.copyOf(latestByFile.values()),
        List.copyOf(deadLettersByFile.values()),
        speed());
  }

  private Speed speed() {
    if (latencies.isEmpty()) {
      return new Speed(0, 0, 0);
    }
    long[] sorted = latencies.stream().mapToLong(Long::longValue).toArray();
    Arrays.sort(sorted);
    double seconds = Math.max(1, Duration.between(firstProduced, lastEnriched).toMillis()) / 1000.0;
    return new Speed(sorted.length / seconds, quantile(sorted, 0.5), quantile(sorted, 0.99));
  }

  private static long quantile(long[] sorted, double share) {
    return sorted[(int) Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  }
}
