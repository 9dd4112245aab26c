package io.hubstream.verify;

import io.hubstream.content.ModelVersion;
import io.hubstream.content.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** Finds the changes of version in the spans of all partitions. */
final class Swaps {
  private record Change(String model, String fromVersion, String toVersion) {}

  private Swaps() {}

  static List<Swap> of(SortedMap<Integer, PartitionLedger> partitions) {
    Map<Change, List<Swap.Position>> changes = new LinkedHashMap<>();
    partitions.forEach((number, books) -> collect(number, books.spans(), changes));
    List<Swap> swaps = new ArrayList<>();
    changes.forEach(
        (change, positions) ->
            swaps.add(
                new Swap(change.model(), change.fromVersion(), change.toVersion(), positions)));
    return swaps;
  }

  private static void collect(
      int partition, List<Span> spans, Map<Change, List<Swap.Position>> changes) {
    Map<String, ModelVersion> before = new HashMap<>();
    for (Span span : spans) {
      for (ModelVersion now : span.models()) {
        ModelVersion then = before.put(now.model(), now);
        if (then != null && !then.digest().equals(now.digest())) {
          changes
              .computeIfAbsent(
                  new Change(now.model(), then.version(), now.version()), c -> new ArrayList<>())
              .add(new Swap.Position(partition, span.first().offset()));
        }
      }
    }
  }
}
