package io.hubstream.serving.tensorflow;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;

/**
 * Where the parts of a graph end: the tensors and nodes that somebody asks for.
 *
 * @param serving outputs of every signature
 * @param restore the operation that loads the variables
 * @param initialise the operations that run after it
 * @param save what a trainer asks for to write a checkpoint
 */
record GraphRoots(
    List<String> serving, List<String> restore, List<String> initialise, List<String> save) {

  static GraphRoots of(MetaGraphDef graph) {
    return new GraphRoots(
        graph.getSignatureDefMap().entrySet().stream()
            .filter(entry -> !entry.getKey().equals(SanitisedCopy.INIT_SIGNATURE))
            .map(Map.Entry::getValue)
            .flatMap(GraphRoots::outputs)
            .toList(),
        named(graph.getSaverDef().getRestoreOpName()),
        SanitisedCopy.initialisers(graph),
        named(graph.getSaverDef().getSaveTensorName()));
  }

  private static Stream<String> outputs(SignatureDef signature) {
    return signature.getOutputsMap().values().stream().flatMap(GraphRoots::tensors);
  }

  /** A dense tensor has one name, a sparse or composite one has several. */
  static Stream<String> tensors(TensorInfo info) {
    Stream<String> sparse =
        Stream.of(
            info.getCooSparse().getValuesTensorName(),
            info.getCooSparse().getIndicesTensorName(),
            info.getCooSparse().getDenseShapeTensorName());
    Stream<String> parts =
        info.getCompositeTensor().getComponentsList().stream().flatMap(GraphRoots::tensors);
    return Stream.of(Stream.of(info.getName()), sparse, parts)
        .flatMap(names -> names)
        .filter(name -> !name.isEmpty());
  }

  private static List<String> named(String name) {
    return name.isEmpty() ? List.of() : List.of(name);
  }
}
