package io.hubstream.doctor;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hubstream.serving.tensorflow.CudaLibrary;
import io.hubstream.serving.tensorflow.TensorFlowProbe;
import io.hubstream.serving.tensorflow.TensorFlowSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The process that starts TensorFlow for {@link Probe}: one line of JSON among what TensorFlow
 * itself prints. Its arguments are those of {@link Probe#arguments}.
 */
public final class ProbeMain {
  /** What the line begins with. */
  static final String MARK = "hubstream-probe: ";

  private ProbeMain() {}

  /** Started by {@link Probe} only. */
  public static void main(String[] args) {
    long start = System.nanoTime();
    ObjectNode answer = new ObjectMapper().createObjectNode();
    try {
      write(TensorFlowProbe.start(settings(args)), answer);
    } catch (LinkageError | RuntimeException e) {
      answer.put("failure", e.toString());
    }
    answer.put("millis", (System.nanoTime() - start) / 1_000_000);
    ObjectNode mapped = answer.putObject("mapped");
    mappedLibraries().forEach(mapped::put);
    System.out.println();
    System.out.println(MARK + answer);
  }

  private static TensorFlowSettings settings(String[] args) {
    List<Integer> visible =
        Stream.of(args[3].split(",")).filter(n -> !n.isEmpty()).map(Integer::valueOf).toList();
    return new TensorFlowSettings(
        Integer.parseInt(args[0]),
        Integer.parseInt(args[1]),
        TensorFlowSettings.Device.valueOf(args[2]),
        new TensorFlowSettings.Gpu(visible, Double.parseDouble(args[4])));
  }

  private static void write(TensorFlowProbe probe, ObjectNode answer) {
    answer.put("version", probe.version());
    answer.put("device", probe.device());
    answer.put("obstacle", probe.obstacle());
    ArrayNode cuda = answer.putArray("cuda");
    for (CudaLibrary library : probe.cuda()) {
      ObjectNode node = cuda.addObject();
      node.put("name", library.name()).put("purpose", library.purpose());
      node.put("origin", library.origin().name()).put("place", library.place());
      library.problem().ifPresent(problem -> node.put("problem", problem));
    }
  }

  /** The shared libraries of this process by file name: the truth about what was loaded. */
  private static Map<String, String> mappedLibraries() {
    Map<String, String> libraries = new TreeMap<>();
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/maps"))) {
      lines
          .filter(line -> line.contains(".so"))
          .map(line -> line.substring(Math.max(0, line.indexOf('/'))))
          .forEach(path -> libraries.put(path.substring(path.lastIndexOf('/') + 1), path));
    } catch (IOException e) {
      return Map.of(); // No Linux.
    }
    return libraries;
  }
}
