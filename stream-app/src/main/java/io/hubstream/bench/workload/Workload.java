package io.hubstream.bench.workload;

import io.hubstream.content.ContentItem;
import io.hubstream.content.Payload;
import io.hubstream.serving.DesiredVersion;
import java.util.List;
import java.util.Set;

/**
 * What is measured: content items, and the models that they go through.
 *
 * @param name what people call it: the sample's name, or the folder
 * @param items one for each file, in an order of its own
 * @param models one version of each model, the newest
 * @param earlier the version before it, of the models that have one
 */
public record Workload(
    String name,
    List<ContentItem> items,
    List<DesiredVersion> models,
    List<DesiredVersion> earlier) {
  public Workload {
    items = List.copyOf(items);
    models = List.copyOf(models);
    earlier = List.copyOf(earlier);
  }

  /** The rest of it. */
  public Workload without(Set<String> contentIds, Set<String> modelNames) {
    return new Workload(
        name,
        items.stream().filter(item -> !contentIds.contains(item.contentId())).toList(),
        without(models, modelNames),
        without(earlier, modelNames));
  }

  private static List<DesiredVersion> without(List<DesiredVersion> versions, Set<String> names) {
    return versions.stream().filter(v -> !names.contains(v.version().model())).toList();
  }

  /** Mean size of an item's content, in bytes. */
  public long meanBytes() {
    return Math.round(items.stream().mapToLong(i -> bytes(i.payload())).average().orElse(0));
  }

  private static long bytes(Payload payload) {
    return payload instanceof Payload.Reference reference
        ? reference.length()
        : ((Payload.Inline) payload).bytes().remaining();
  }
}
