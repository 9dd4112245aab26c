package io.hubstream.cli;

import io.hubstream.bench.SessionOptions;
import io.hubstream.config.DecodeSettings;
import io.hubstream.config.InvalidConfigException;
import io.hubstream.publishing.StarterCache;
import io.hubstream.starter.SampleSet;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What commands that measure with content and models work on. */
final class BenchOptions {
  private static final int MOST_PARTITIONS = 64;

  @Option(
      names = "--content",
      paramLabel = "DIR",
      description = "Files to work on, instead of sample content; their media types are detected.")
  private Optional<Path> content = Optional.empty();

  @Option(
      names = "--sample",
      paramLabel = "NAME",
      converter = SampleName.class,
      defaultValue = "mixed",
      description = {
        "Sample content: mixed, pictures, small-pictures or text. Default: ${DEFAULT-VALUE}.",
        "mixed: pictures and plain texts, three to two. pictures: JPEG and PNG, 160x120 to 1024x768.",
        "small-pictures: 32x32 and 96x96. text: 1 to 30 kB."
      })
  private SampleSet sample = SampleSet.MIXED;

  @Option(
      names = "--models",
      paramLabel = "DIR",
      description = "Models, the newest version of each, instead of the starter models.")
  private Optional<Path> models = Optional.empty();

  @Option(
      names = "--partitions",
      paramLabel = "N",
      defaultValue = "4",
      description = "Partitions of the topics. Default: ${DEFAULT-VALUE}.")
  private int partitions = 4;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description =
          "Threads that decode in the pipeline, and that do everything for the bare models."
              + " Default: one for each core.")
  private Optional<Integer> threads = Optional.empty();

  @Mixin private ArmOptions arms = new ArmOptions();

  /** {@code small-pictures} as {@code SMALL_PICTURES}. */
  static final class SampleName implements ITypeConverter<SampleSet> {
    @Override
    public SampleSet convert(String name) {
      for (SampleSet set : SampleSet.values()) {
        if (label(set).equals(name.toLowerCase(Locale.ROOT))) {
          return set;
        }
      }
      throw new TypeConversionException(
          "there is no sample '%s'; there are %s"
              .formatted(
                  name,
                  String.join(", ", Stream.of(SampleSet.values()).map(s -> label(s)).toList())));
    }

    private static String label(SampleSet set) {
      return set.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** See {@link ArmOptions#workFolder}. */
  WorkFolder workFolder(PrintWriter err) throws IOException {
    return arms.workFolder(err);
  }

  private Map<String, String> changed() {
    Map<String, String> changed = new LinkedHashMap<>(arms.settings());
    threads.ifPresent(n -> changed.put(DecodeSettings.THREADS, Integer.toString(n)));
    return changed;
  }

  /** Everything that was asked for; see {@link #check()}. */
  SessionOptions session(Path folder) throws IOException {
    return new SessionOptions(
        new SessionOptions.Sources(
            content.isPresent() ? Optional.of(content.get().toRealPath()) : Optional.empty(),
            sample,
            models,
            StarterCache.folder()),
        folder,
        partitions,
        changed(),
        arms.jvmOptions(),
        arms.seed());
  }

  /**
   * Looks at every option before anything is started.
   *
   * @throws CommandFailure an option makes no sense
   * @throws InvalidConfigException a setting makes no sense
   */
  void check() {
    if (partitions < 1 || partitions > MOST_PARTITIONS) {
      throw CommandFailure.usage("--partitions must be 1 to " + MOST_PARTITIONS);
    }
    if (threads.orElse(1) < 1) {
      throw CommandFailure.usage("--threads must be 1 or more");
    }
    Stream.of(content, models)
        .flatMap(Optional::stream)
        .filter(folder -> !Files.isDirectory(folder))
        .forEach(
            folder -> {
              throw CommandFailure.usage("there is no folder " + folder);
            });
    ArmOptions.check(changed());
  }
}
