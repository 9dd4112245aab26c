package io.hubstream.serving.tensorflow;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.hubstream.serving.ModelArtifact;
import io.hubstream.serving.ModelRefusedException;
import io.hubstream.serving.tensorflow.PredictionLogs.Request;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.types.family.TType;

/**
 * Replays the warm-up requests that a version folder brings, as TensorFlow Serving does: a request
 * that fails refuses the version, and so does a file with too many. Also signatures that the stream
 * does not use are run; the loader has held them to the rules about operations.
 *
 * <p>Owner thread: the caller's. It owns nothing.
 */
final class RecordedWarmUp {
  private static final Logger LOG = LoggerFactory.getLogger(RecordedWarmUp.class);

  /** Where TensorFlow Serving looks, within a version folder. */
  static final String FILE = "assets.extra/tf_serving_warmup_requests";

  /** TensorFlow Serving's own limit. */
  static final int MOST = 1_000;

  private final SavedModelBundle bundle;
  private final MetaGraphDef graph;
  private final GraphOps ops;

  private RecordedWarmUp(SavedModelBundle bundle, MetaGraphDef graph) {
    this.bundle = bundle;
    this.graph = graph;
    this.ops = new GraphOps(graph.getGraphDef());
  }

  /** Replays all requests; returns how many. */
  static int replay(ModelArtifact artifact, SavedModelBundle bundle) throws ModelRefusedException {
    Path file = artifact.folder().resolve(FILE);
    if (!Files.isRegularFile(file)) {
      return 0;
    }
    // The export's own signatures: loading may have left out some that it could not read.
    MetaGraphDef graph = SavedModelFile.read(artifact.folder()).graph(artifact.manifest().tags());
    try (TfRecords records = TfRecords.open(file)) {
      return new RecordedWarmUp(bundle, graph).replay(records);
    } catch (IOException e) {
      throw new ModelRefusedException("cannot read " + FILE + ": " + e.getMessage(), e);
    }
  }

  private int replay(TfRecords records) throws ModelRefusedException, IOException {
    int number = 0;
    int passedOver = 0;
    for (Optional<byte[]> record = records.next(); record.isPresent(); record = records.next()) {
      number++;
      if (number > MOST) {
        throw new ModelRefusedException(
            "%s holds more than %d requests, which TensorFlow Serving refuses as well: write fewer"
                .formatted(FILE, MOST));
      }
      passedOver += replay(number, record.get()) ? 0 : 1;
    }
    if (passedOver > 0) {
      LOG.warn(
          "{} of {} recorded warm-up requests are neither Predict, Classify nor Regress: not replayed",
          passedOver,
          number);
    }
    return number - passedOver;
  }

  private boolean replay(int number, byte[] record) throws ModelRefusedException {
    Request request;
    try {
      request = PredictionLogs.parse(record);
    } catch (InvalidProtocolBufferException e) {
      throw new ModelRefusedException(
          "record %d of %s is no PredictionLog: %s".formatted(number, FILE, e.getMessage()), e);
    }
    if (request instanceof Request.Other) {
      return false;
    }
    String name =
        request instanceof Request.Predict predict
            ? predict.signature()
            : ((Request.Examples) request).signature();
    try {
      run(signature(name), request);
      return true;
    } catch (ModelRefusedException e) {
      throw refused(number, name, e.reason(), e);
    } catch (RuntimeException | OutOfMemoryError e) {
      throw refused(number, name, TensorFlowErrors.shortened(e), e);
    }
  }

  private static ModelRefusedException refused(
      int number, String signature, String why, Throwable cause) {
    return new ModelRefusedException(
        "recorded warm-up request %d (signature '%s'): %s".formatted(number, signature, why),
        cause);
  }

  private SignatureDef signature(String name) throws ModelRefusedException {
    if (!graph.containsSignatureDef(name)) {
      throw new ModelRefusedException(TensorNames.noSignature(graph, name));
    }
    return graph.getSignatureDefOrThrow(name);
  }

  private void run(SignatureDef signature, Request request) throws ModelRefusedException {
    List<String> fetches = fetches(signature, request);
    Map<String, TensorProto> inputs =
        request instanceof Request.Predict predict
            ? predict.inputs()
            : Map.of(soleInput(signature), examples((Request.Examples) request));
    Map<String, TType> feeds = new LinkedHashMap<>();
    try {
      feed(signature, inputs, feeds);
      Session.Runner runner = bundle.session().runner();
      feeds.forEach(runner::feed);
      fetches.forEach(runner::fetch);
      runner.run().close();
    } finally {
      feeds.values().forEach(TType::close);
    }
  }

  private static List<String> fetches(SignatureDef signature, Request request)
      throws ModelRefusedException {
    List<String> wanted =
        request instanceof Request.Predict predict ? predict.outputFilter() : List.of();
    for (String key : wanted) {
      if (!signature.containsOutputs(key)) {
        throw new ModelRefusedException(
            "it asks for the output '%s', the signature has %s"
                .formatted(key, new TreeSet<>(signature.getOutputsMap().keySet())));
      }
    }
    List<String> fetches = new ArrayList<>();
    signature
        .getOutputsMap()
        .forEach(
            (key, info) -> {
              if (!info.getName().isEmpty() && (wanted.isEmpty() || wanted.contains(key))) {
                fetches.add(info.getName());
              }
            });
    return fetches;
  }

  private static String soleInput(SignatureDef signature) throws ModelRefusedException {
    if (signature.getInputsCount() != 1) {
      throw new ModelRefusedException(
          "it sends tf.Examples, the signature has the inputs "
              + new TreeSet<>(signature.getInputsMap().keySet()));
    }
    return signature.getInputsMap().keySet().iterator().next();
  }

  private static TensorProto examples(Request.Examples request) {
    TensorProto.Builder proto = TensorProto.newBuilder().setDtype(DataType.DT_STRING);
    for (ByteString example : request.examples()) {
      proto.addStringVal(example);
    }
    proto.getTensorShapeBuilder().addDimBuilder().setSize(request.examples().size());
    return proto.build();
  }

  private void feed(
      SignatureDef signature, Map<String, TensorProto> inputs, Map<String, TType> feeds)
      throws ModelRefusedException {
    for (Map.Entry<String, TensorInfo> wanted : signature.getInputsMap().entrySet()) {
      String key = wanted.getKey();
      TensorProto proto = inputs.get(key);
      if (proto != null) {
        feeds.put(wanted.getValue().getName(), fitting(key, wanted.getValue(), proto));
      } else if (!hasDefault(wanted.getValue())) {
        throw new ModelRefusedException("it lacks the input '" + key + "'");
      }
    }
    SortedSet<String> strangers = new TreeSet<>(inputs.keySet());
    strangers.removeAll(signature.getInputsMap().keySet());
    if (!strangers.isEmpty()) {
      throw new ModelRefusedException(
          "it gives the inputs %s, the signature has %s"
              .formatted(strangers, new TreeSet<>(signature.getInputsMap().keySet())));
    }
  }

  private boolean hasDefault(TensorInfo info) {
    return ops.node(info.getName())
        .filter(node -> node.getOp().equals("PlaceholderWithDefault"))
        .isPresent();
  }

  private TType fitting(String key, TensorInfo info, TensorProto proto)
      throws ModelRefusedException {
    var output = bundle.graph().output(info.getName());
    if (output == null) {
      throw new ModelRefusedException(
          "the input '%s' is '%s', which is not in the graph".formatted(key, info.getName()));
    }
    if (output.dataType() != proto.getDtype()) {
      throw new ModelRefusedException(
          "it gives '%s' as %s, the model takes %s"
              .formatted(
                  key, TensorTypes.name(proto.getDtype()), TensorTypes.name(output.dataType())));
    }
    TType tensor;
    try {
      tensor = TensorProtos.tensor(proto);
    } catch (IllegalArgumentException e) {
      throw new ModelRefusedException("its input '%s': %s".formatted(key, e.getMessage()), e);
    }
    if (!fits(output.shape(), tensor.shape())) {
      Shape given = tensor.shape();
      tensor.close();
      throw new ModelRefusedException(
          "it gives '%s' in the shape %s, the model takes %s"
              .formatted(key, given, output.shape()));
    }
    return tensor;
  }

  private static boolean fits(Shape wanted, Shape given) {
    if (wanted.isUnknown()) {
      return true;
    }
    if (wanted.numDimensions() != given.numDimensions()) {
      return false;
    }
    for (int i = 0; i < wanted.numDimensions(); i++) {
      if (wanted.get(i) != Shape.UNKNOWN_SIZE && wanted.get(i) != given.get(i)) {
        return false;
      }
    }
    return true;
  }
}
