package io.hubstream.serving.tensorflow;

import io.hubstream.serving.ModelRefusedException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedModel;

/**
 * {@code saved_model.pb} of one version folder, parsed.
 *
 * @param folder the version folder
 * @param graphs its meta graphs, one for each tag set
 */
record SavedModelFile(Path folder, List<MetaGraphDef> graphs) {
  static final String NAME = "saved_model.pb";
  private static final String SERVE = "serve";

  /**
   * @throws ModelRefusedException there is none, or it is damaged
   */
  static SavedModelFile read(Path folder) throws ModelRefusedException {
    Path file = folder.resolve(NAME);
    if (!Files.isRegularFile(file)) {
      throw new ModelRefusedException(
          Files.exists(folder.resolve("saved_model.pbtxt"))
              ? "the model is in text form (saved_model.pbtxt): export it as saved_model.pb"
              : "no saved_model.pb: not a SavedModel");
    }
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      List<MetaGraphDef> graphs = SavedModel.parseFrom(in).getMetaGraphsList();
      if (graphs.isEmpty()) {
        throw new ModelRefusedException("saved_model.pb holds no graph");
      }
      return new SavedModelFile(folder, graphs);
    } catch (IOException e) {
      throw new ModelRefusedException("saved_model.pb is damaged: " + e.getMessage(), e);
    }
  }

  List<List<String>> tagSets() {
    return graphs.stream().map(SavedModelFile::tagsOf).toList();
  }

  /**
   * The tag set to serve: the one with {@code serve} and fewest other tags, else the empty one (TF1
   * Hub format).
   */
  List<String> servingTags() throws ModelRefusedException {
    return tagSets().stream()
        .filter(tags -> tags.contains(SERVE))
        .min(java.util.Comparator.comparingInt(List::size))
        .or(() -> tagSets().stream().filter(List::isEmpty).findFirst())
        .orElseThrow(
            () ->
                new ModelRefusedException(
                    "no graph for serving: its tag sets are "
                        + tagSets()
                        + "; one must hold 'serve' or be empty"));
  }

  /** The meta graph of a tag set. */
  MetaGraphDef graph(List<String> tags) throws ModelRefusedException {
    for (MetaGraphDef graph : graphs) {
      if (List.copyOf(tagsOf(graph)).containsAll(tags) && tagsOf(graph).size() == tags.size()) {
        return graph;
      }
    }
    throw new ModelRefusedException("no graph is tagged " + tags + ", only " + tagSets());
  }

  private static List<String> tagsOf(MetaGraphDef graph) {
    return List.copyOf(graph.getMetaInfoDef().getTagsList());
  }
}
