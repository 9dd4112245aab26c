package io.hubstream.serving.tensorflow;

import io.hubstream.serving.ModelRefusedException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.proto.CollectionDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;

/**
 * A temporary folder with a {@code saved_model.pb} that TensorFlow Java loads: one meta graph, no
 * signature but the initialiser's (servables feed and fetch tensors by name, and TensorFlow Java
 * fails the whole load when one signature is bad), one operation that runs the table initialisers
 * where there is none, and a restore operation where the TF1 Hub format has none. Variables and
 * assets are links to the original. Close deletes it; the original is not touched.
 */
record SanitisedCopy(Path folder) implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SanitisedCopy.class);
  static final String INIT_SIGNATURE = "__saved_model_init_op";
  static final String TABLE_INITIALISERS = "table_initializer";
  private static final List<String> MAIN_OPS = List.of("saved_model_main_op", "legacy_init_op");
  private static final String MAIN_OP_NODE = "hubstream_initialise";
  private static final List<String> LINKED = List.of(VariableFiles.FOLDER, Assets.FOLDER);

  static SanitisedCopy of(Path original, MetaGraphDef graph) throws ModelRefusedException {
    try {
      SanitisedCopy copy = new SanitisedCopy(Files.createTempDirectory("hubstream-model-"));
      try {
        copy.write(original, graph);
        return copy;
      } catch (IOException | ModelRefusedException | RuntimeException e) {
        copy.close();
        throw e;
      }
    } catch (IOException e) {
      throw new ModelRefusedException(
          "no copy of it could be written for loading: " + e.getMessage(), e);
    }
  }

  private void write(Path original, MetaGraphDef graph) throws IOException, ModelRefusedException {
    SavedModel model =
        SavedModel.newBuilder().setSavedModelSchemaVersion(1).addMetaGraphs(mend(graph)).build();
    try (OutputStream out =
        new BufferedOutputStream(Files.newOutputStream(folder.resolve(SavedModelFile.NAME)))) {
      model.writeTo(out);
    }
    for (String name : LINKED) {
      Path target = original.resolve(name).toAbsolutePath();
      if (Files.isDirectory(target)) {
        link(folder.resolve(name), target);
      }
    }
  }

  /** Whether the graph has an initialiser that TensorFlow's loader runs by itself. */
  static boolean hasMainOp(MetaGraphDef graph) {
    return MAIN_OPS.stream().anyMatch(graph::containsCollectionDef)
        || graph.containsSignatureDef(INIT_SIGNATURE);
  }

  /** Names of the table initialisers, as operations. */
  static List<String> tableInitialisers(MetaGraphDef graph) {
    CollectionDef names =
        graph.getCollectionDefOrDefault(TABLE_INITIALISERS, CollectionDef.getDefaultInstance());
    return names.getNodeList().getValueList().stream().map(GraphOps::nodeOf).toList();
  }

  /** Roots of everything that runs once the variables are there. */
  static List<String> initialisers(MetaGraphDef graph) {
    Stream<String> mainOps =
        MAIN_OPS.stream()
            .filter(graph::containsCollectionDef)
            .flatMap(
                key -> graph.getCollectionDefOrThrow(key).getNodeList().getValueList().stream());
    Stream<String> init =
        graph.containsSignatureDef(INIT_SIGNATURE)
            ? graph.getSignatureDefOrThrow(INIT_SIGNATURE).getOutputsMap().values().stream()
                .map(info -> info.getName())
            : Stream.empty();
    return Stream.of(mainOps, init, tableInitialisers(graph).stream())
        .flatMap(names -> names)
        .toList();
  }

  private static MetaGraphDef mend(MetaGraphDef graph) throws ModelRefusedException {
    MetaGraphDef.Builder mended = graph.toBuilder().clearSignatureDef();
    if (graph.containsSignatureDef(INIT_SIGNATURE)) {
      mended.putSignatureDef(INIT_SIGNATURE, graph.getSignatureDefOrThrow(INIT_SIGNATURE));
    }
    if (graph.containsCollectionDef(TABLE_INITIALISERS)) {
      mended.removeCollectionDef(TABLE_INITIALISERS);
      if (!hasMainOp(graph)) {
        addMainOp(graph, mended);
      }
    }
    if (CheckpointRestore.isMissing(graph)) {
      CheckpointRestore.add(graph, mended);
    }
    return mended.build();
  }

  /** One operation that runs all table initialisers: TensorFlow feeds the assets to that alone. */
  private static void addMainOp(MetaGraphDef graph, MetaGraphDef.Builder mended) {
    NodeDef.Builder all = NodeDef.newBuilder().setOp("NoOp").setName(MAIN_OP_NODE);
    tableInitialisers(graph).stream().distinct().sorted().forEach(name -> all.addInput("^" + name));
    mended.getGraphDefBuilder().addNode(all);
    mended.putCollectionDef(
        MAIN_OPS.get(0),
        CollectionDef.newBuilder()
            .setNodeList(CollectionDef.NodeList.newBuilder().addValue(MAIN_OP_NODE))
            .build());
  }

  private static void link(Path link, Path target) throws IOException {
    try {
      Files.createSymbolicLink(link, target);
    } catch (UnsupportedOperationException | IOException e) {
      copyTree(target, link);
    }
  }

  private static void copyTree(Path from, Path to) throws IOException {
    try (Stream<Path> paths = Files.walk(from)) {
      for (Path path : (Iterable<Path>) paths::iterator) {
        Files.copy(path, to.resolve(from.relativize(path).toString()));
      }
    }
  }

  @Override
  public void close() {
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path :
          (Iterable<Path>) paths.sorted(java.util.Comparator.reverseOrder())::iterator) {
        Files.delete(path);
      }
    } catch (IOException e) {
      LOG.warn("cannot delete the temporary folder {}", folder, e);
    }
  }
}
