package io.hubstream.serving.tensorflow;

import io.hubstream.serving.ModelRefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.tensorflow.proto.MetaGraphDef;

/**
 * Whether the checkpoint of a version is there. TensorFlow takes a model without one for a model
 * without variables, and says so only when a run finds a variable empty.
 */
final class VariableFiles {
  static final String FOLDER = "variables";
  private static final String INDEX = "variables.index";
  private static final Pattern PART = Pattern.compile("variables\\.data-(\\d{5})-of-(\\d{5})");
  private static final Set<String> VARIABLES = Set.of("VarHandleOp", "VariableV2", "Variable");

  private VariableFiles() {}

  /** What is missing, in words. */
  static Optional<String> problem(Path folder, MetaGraphDef graph) throws ModelRefusedException {
    Path variables = folder.resolve(FOLDER);
    if (Files.isRegularFile(variables.resolve(INDEX))) {
      return missingPart(variables)
          .map(part -> "%s/%s is missing: copy the whole export".formatted(FOLDER, part));
    }
    return needs(graph)
        ? Optional.of(
            "%s/%s is missing, and the model has variables: copy the whole export"
                .formatted(FOLDER, INDEX))
        : Optional.empty();
  }

  /** Whether a signature reads variables that a checkpoint restores. */
  private static boolean needs(MetaGraphDef graph) {
    boolean restored =
        !graph.getSaverDef().getRestoreOpName().isEmpty() || CheckpointRestore.isMissing(graph);
    return restored
        && new GraphReach(graph.getGraphDef())
            .below(GraphRoots.of(graph).serving()).stream()
                .anyMatch(use -> VARIABLES.contains(use.op()));
  }

  private static Optional<String> missingPart(Path variables) throws ModelRefusedException {
    Set<Integer> found = new TreeSet<>();
    int parts = 1;
    try (Stream<Path> files = Files.list(variables)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Matcher part = PART.matcher(String.valueOf(file.getFileName()));
        if (part.matches()) {
          found.add(Integer.valueOf(part.group(1)));
          parts = Math.max(parts, Integer.parseInt(part.group(2)));
        }
      }
    } catch (IOException e) {
      throw new ModelRefusedException("its variables cannot be listed: " + e.getMessage(), e);
    }
    for (int i = 0; i < parts; i++) {
      if (!found.contains(i)) {
        return Optional.of("variables.data-%05d-of-%05d".formatted(i, parts));
      }
    }
    return Optional.empty();
  }
}
