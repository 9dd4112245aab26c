package io.hubstream.serving.tensorflow;

import io.hubstream.content.ImagePreprocessing;
import io.hubstream.content.ModelInput;
import io.hubstream.serving.ModelManifest;
import io.hubstream.serving.ModelManifest.Port;
import io.hubstream.serving.ModelRefusedException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorProto;

/**
 * Writes warm-up requests in TensorFlow Serving's own format, so that it can replay them as we do:
 * one Predict request for each content item and each signature that is used.
 *
 * <p>Owner thread: the caller's. It runs nothing; equal rows give equal bytes.
 */
public final class WarmUpWriter {
  /** Where TensorFlow Serving looks, within a version folder. */
  public static final String FILE = RecordedWarmUp.FILE;

  /** TensorFlow Serving refuses a version with more requests. */
  public static final int MOST = RecordedWarmUp.MOST;

  private final ModelManifest manifest;
  private final MetaGraphDef graph;
  private final TensorTypes types;

  /** A signature and the input of it that content goes to. */
  private record Feed(String signature, String input) {}

  /**
   * @param folder a version folder
   * @throws ModelRefusedException its graph cannot be read
   */
  public WarmUpWriter(Path folder, ModelManifest manifest) throws ModelRefusedException {
    this.manifest = manifest;
    this.graph = SavedModelFile.read(folder).graph(manifest.tags());
    this.types = new TensorTypes(new GraphOps(graph.getGraphDef()));
  }

  /**
   * @param items the rows of each content item
   * @return the bytes of the file
   * @throws ModelRefusedException there are too many, or the graph lacks the manifest's input
   */
  public byte[] write(List<List<ModelInput>> items) throws ModelRefusedException {
    Set<Feed> feeds = feeds();
    if ((long) items.size() * feeds.size() > MOST) {
      throw new ModelRefusedException(
          "%d content items make %d warm-up requests, at most %d are replayed: name fewer"
              .formatted(items.size(), items.size() * feeds.size(), MOST));
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (List<ModelInput> rows : items) {
      for (Feed feed : feeds) {
        TfRecords.write(
            out,
            PredictionLogs.predict(
                manifest.model(),
                feed.signature(),
                Map.of(feed.input(), tensor(rows, info(feed)))));
      }
    }
    return out.toByteArray();
  }

  private Set<Feed> feeds() {
    Set<Feed> feeds = new LinkedHashSet<>();
    manifest.embedding().ifPresent(output -> feeds.add(feed(output.port())));
    manifest.classification().ifPresent(output -> feeds.add(feed(output.port())));
    return feeds;
  }

  private static Feed feed(Port port) {
    return new Feed(port.signature(), port.input());
  }

  private TensorInfo info(Feed feed) throws ModelRefusedException {
    if (!graph.containsSignatureDef(feed.signature())) {
      throw new ModelRefusedException(TensorNames.noSignature(graph, feed.signature()));
    }
    TensorInfo info =
        graph.getSignatureDefOrThrow(feed.signature()).getInputsMap().get(feed.input());
    if (info == null) {
      throw new ModelRefusedException(
          "signature '%s' has no input '%s'".formatted(feed.signature(), feed.input()));
    }
    return info;
  }

  private TensorProto tensor(List<ModelInput> rows, TensorInfo info) {
    if (manifest.input().preprocessing() instanceof ImagePreprocessing image) {
      List<Long> sizes =
          List.of(
              (long) rows.size(),
              (long) image.height(),
              (long) image.width(),
              (long) image.channels());
      boolean bytes = manifest.input().elementType().equals("uint8");
      return TensorProtos.raw(
          bytes ? DataType.DT_UINT8 : DataType.DT_FLOAT,
          sizes,
          bytes ? bytes(rows, image.size()) : floats(rows, image.size()));
    }
    boolean column = types.shape(info).filter(shape -> shape.size() == 2).isPresent();
    List<String> texts = new ArrayList<>();
    rows.forEach(row -> texts.add(((ModelInput.Text) row).value()));
    return TensorProtos.texts(texts, column);
  }

  private static byte[] floats(List<ModelInput> rows, int size) {
    ByteBuffer bytes =
        ByteBuffer.allocate(rows.size() * size * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (ModelInput row : rows) {
      for (float value : ((ModelInput.ImageTensor) row).values()) {
        bytes.putFloat(value);
      }
    }
    return bytes.array();
  }

  private static byte[] bytes(List<ModelInput> rows, int size) {
    ByteBuffer bytes = ByteBuffer.allocate(rows.size() * size);
    rows.forEach(row -> bytes.put(InputTensors.toBytes(((ModelInput.ImageTensor) row).values())));
    return bytes.array();
  }
}
