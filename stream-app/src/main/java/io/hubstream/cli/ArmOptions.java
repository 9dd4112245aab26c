package io.hubstream.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.hubstream.bench.SessionOptions;
import io.hubstream.config.ConfigLoader;
import io.hubstream.config.InvalidConfigException;
import io.hubstream.config.KafkaSettings;
import io.hubstream.publishing.StarterCache;
import io.hubstream.starter.SampleSet;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Stack;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** What all commands that measure ask for: how their processes run, and where they write. */
final class ArmOptions {
  private static final int PARTITIONS = 4;
  private static final String ARM_OPTIONS = "HUBSTREAM_BENCH_ARM_OPTS";

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Replaces a setting of the service; can be given again.")
  private Map<String, String> settings = new LinkedHashMap<>();

  @Option(
      names = "--arm-jvm-options",
      paramLabel = "OPTIONS",
      parameterConsumer = AnyText.class,
      description =
          "More JVM options of the processes that are measured, separated by blanks, for a profiler"
              + " for instance. Default: $"
              + ARM_OPTIONS
              + ".")
  private Optional<String> armJvmOptions = Optional.empty();

  @Option(
      names = "--work",
      paramLabel = "DIR",
      description =
          "Folder for the broker's topics and everything else that is written; a new folder is made"
              + " in it and deleted at the end. Default: in the user's cache folder.")
  private Optional<Path> work = Optional.empty();

  @Option(names = "--keep", description = "Keep that folder.")
  private boolean keep;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Seed of the sample content and of the order. Default: ${DEFAULT-VALUE}.")
  private long seed = 1;

  /**
   * A new folder for everything that is written.
   *
   * @param err told where it is, if it is to stay
   */
  WorkFolder workFolder(PrintWriter err) throws IOException {
    WorkFolder folder =
        WorkFolder.in(
            work.isPresent() ? work.get().toAbsolutePath() : StarterCache.root().resolve("bench"));
    if (keep) {
      folder.keep();
      err.println("Kept: " + folder.path());
    }
    return folder;
  }

  /** Settings of the service that were given. */
  Map<String, String> settings() {
    return settings;
  }

  long seed() {
    return seed;
  }

  /** A measurement that needs neither content nor models; see {@link #check()}. */
  SessionOptions session(Path folder) throws IOException {
    return new SessionOptions(
        new SessionOptions.Sources(
            Optional.empty(), SampleSet.MIXED, Optional.empty(), StarterCache.folder()),
        folder,
        PARTITIONS,
        settings,
        jvmOptions(),
        seed);
  }

  /**
   * Looks at the settings before anything is started.
   *
   * @throws InvalidConfigException a setting makes no sense
   */
  void check() {
    check(settings);
  }

  /**
   * Looks at these settings.
   *
   * @throws InvalidConfigException one makes no sense
   */
  static void check(Map<String, String> changed) {
    Map<String, String> all = new HashMap<>(changed);
    all.put(KafkaSettings.BOOTSTRAP_SERVERS, "127.0.0.1:9092");
    ConfigLoader.of(all);
  }

  List<String> jvmOptions() {
    String text = armJvmOptions.orElse(Optional.ofNullable(System.getenv(ARM_OPTIONS)).orElse(""));
    List<String> options = new ArrayList<>();
    for (String option : text.split("\\s+", -1)) {
      if (!option.isBlank()) {
        options.add(option);
      }
    }
    return options;
  }

  /** The report tells the story; the log speaks of what went wrong, unless more was asked for. */
  static void quietLog() {
    if (System.getenv("HUBSTREAM_LOG_LEVEL") == null
        && LoggerFactory.getLogger("io.hubstream") instanceof Logger logger) {
      logger.setLevel(Level.ERROR);
    }
  }

  /** Takes the next argument even where it looks like an option of ours, as JVM options do. */
  static final class AnyText implements IParameterConsumer {
    @Override
    @SuppressWarnings("JdkObsolete") // picocli's own type
    public void consumeParameters(Stack<String> args, ArgSpec option, CommandSpec command) {
      if (args.isEmpty()) {
        throw new MissingParameterException(
            command.commandLine(), option, "--arm-jvm-options needs JVM options");
      }
      option.setValue(Optional.of(args.pop()));
    }
  }
}
