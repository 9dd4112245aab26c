package io.hubstream.demo;

import io.hubstream.content.ContentItem;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What the demo is to show.
 *
 * @param work folder for everything that the demo writes
 * @param content one item for each file, to be published {@code repeat} times
 * @param contentRoot folder that claim checks may name files in
 * @param models folder with a folder for each model; empty for the starter models
 * @param starterCache where built starter models are kept from one run to the next
 * @param repeat how often the content is published, 1 or more
 * @param partitions of every topic but the registry
 * @param seed of the order in which the content is published
 */
public record DemoOptions(
    Path work,
    List<ContentItem> content,
    Path contentRoot,
    Optional<Path> models,
    Path starterCache,
    int repeat,
    int partitions,
    long seed) {
  public DemoOptions {
    content = List.copyOf(content);
  }
}
