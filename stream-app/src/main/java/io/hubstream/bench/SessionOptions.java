package io.hubstream.bench;

import io.hubstream.starter.SampleSet;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a measurement works on, and in which surroundings.
 *
 * @param sources content and models
 * @param work folder for everything that is written
 * @param partitions of the content topics
 * @param settings of the service that differ from its defaults
 * @param jvmOptions further options of the processes that are measured
 * @param seed of the sample content and of the order
 */
public record SessionOptions(
    Sources sources,
    Path work,
    int partitions,
    Map<String, String> settings,
    List<String> jvmOptions,
    long seed) {
  public SessionOptions {
    settings = Map.copyOf(settings);
    jvmOptions = List.copyOf(jvmOptions);
  }

  /**
   * @param content folder with content; empty for the sample
   * @param sample sample content where no folder is given
   * @param models folder with a folder for each model; empty for the starter models
   * @param starterCache where built starter models are kept
   */
  public record Sources(
      Optional<Path> content, SampleSet sample, Optional<Path> models, Path starterCache) {}
}
