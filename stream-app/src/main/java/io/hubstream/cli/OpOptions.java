package io.hubstream.cli;

import io.hubstream.serving.tensorflow.OpSettings;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** Which operations the service would let models use, where it is not the default. */
final class OpOptions {
  @Option(
      names = "--op-library",
      paramLabel = "FILE",
      description = "As the service's models.op.libraries: a shared object with operations.")
  private List<Path> libraries = List.of();

  @Option(
      names = "--allow-op",
      paramLabel = "NAME",
      split = ",",
      description = "As the service's models.ops.allow: an operation that is allowed too.")
  private List<String> allow = List.of();

  @Option(
      names = "--deny-op",
      paramLabel = "NAME",
      split = ",",
      description = "As the service's models.ops.deny: an operation that is not allowed.")
  private List<String> deny = List.of();

  OpSettings settings() {
    return OpSettings.of(libraries, allow, deny);
  }

  /** What the settings of the service say, and these options besides. */
  OpSettings besides(OpSettings configured) {
    return OpSettings.of(
        both(configured.libraries(), libraries),
        both(configured.allow(), allow),
        both(configured.deny(), deny));
  }

  private static <T> List<T> both(Collection<T> first, Collection<T> second) {
    return Stream.concat(first.stream(), second.stream()).distinct().toList();
  }
}
