package io.hubstream.serving.tensorflow;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.proto.AssetFileDef;
import org.tensorflow.proto.MetaGraphDef;

/** The files that a graph brings along, such as vocabularies. */
final class Assets {
  static final String FOLDER = "assets";
  static final String COLLECTION = "saved_model_assets";

  private Assets() {}

  /** Where TensorFlow looks: in the graph's own list, or in a collection where that is empty. */
  static List<AssetFileDef> of(MetaGraphDef graph) {
    if (graph.getAssetFileDefCount() > 0 || !graph.containsCollectionDef(COLLECTION)) {
      return graph.getAssetFileDefList();
    }
    return graph.getCollectionDefOrThrow(COLLECTION).getAnyList().getValueList().stream()
        .flatMap(asset -> parsed(asset).stream())
        .toList();
  }

  /** Empty for what TensorFlow cannot read either: its file is refused as not the version's own. */
  private static Optional<AssetFileDef> parsed(Any asset) {
    try {
      return Optional.of(AssetFileDef.parseFrom(asset.getValue()));
    } catch (InvalidProtocolBufferException e) {
      return Optional.empty();
    }
  }

  /** What is wrong with them, each in words. */
  static List<String> problems(Path folder, MetaGraphDef graph) {
    List<String> problems = new ArrayList<>();
    for (AssetFileDef asset : of(graph)) {
      String name = asset.getFilename();
      if (!isInside(name)) {
        problems.add("the graph names an asset outside of its folder: " + name);
      } else if (!Files.isRegularFile(folder.resolve(FOLDER).resolve(name))) {
        problems.add(
            "%s/%s is missing, and the graph reads it when it is loaded: copy the whole export"
                .formatted(FOLDER, name));
      }
    }
    return problems;
  }

  private static boolean isInside(String name) {
    try {
      Path path = Path.of(FOLDER).resolve(name).normalize();
      return path.getNameCount() >= 2 && path.startsWith(FOLDER);
    } catch (InvalidPathException e) {
      return false;
    }
  }
}
