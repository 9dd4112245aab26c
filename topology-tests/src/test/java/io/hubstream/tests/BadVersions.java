package io.hubstream.tests;

import io.hubstream.artifacts.ModelPackager;
import io.hubstream.artifacts.PackageRequest;
import io.hubstream.artifacts.PackagedModel;
import io.hubstream.content.ModelVersion;
import io.hubstream.serving.DesiredVersion;
import io.hubstream.serving.InferredModel;
import io.hubstream.serving.ManifestHints;
import io.hubstream.serving.ModelManifest;
import io.hubstream.serving.ModelRefusedException;
import io.hubstream.serving.tensorflow.SavedModelInspector;
import io.hubstream.testing.TestModels;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/** Packages versions of two tiny models that are spoilt before or after they are packaged. */
final class BadVersions {
  static final String LETTERS = "letters";
  static final String PICTURES = "pictures";
  static final int PICTURE_SIZE = 4;
  private static final int CLASSES = 3;
  private static final int DIMENSION = 4;
  private static final String SIGNATURE = "serving_default";

  /** Does something to a version folder. */
  @FunctionalInterface
  interface Spoil {
    Spoil NOTHING = folder -> {};

    void apply(Path folder) throws IOException;
  }

  private final Path root;

  BadVersions(Path root) {
    this.root = root;
  }

  DesiredVersion good(String model, String version) throws Exception {
    return spoilt(model, version, Spoil.NOTHING);
  }

  /** The folder holds something else than the manifest was written for. */
  DesiredVersion spoilt(String model, String version, Spoil spoil) throws Exception {
    return packaged(model, version, "tests", spoil, UnaryOperator.identity());
  }

  /** The manifest says something else than what would be inferred. */
  DesiredVersion claiming(String model, String version, UnaryOperator<InferredModel> claims)
      throws Exception {
    return packaged(model, version, "tests", Spoil.NOTHING, claims);
  }

  /** The manifest names no owner. */
  DesiredVersion ofNobody(String model, String version) throws Exception {
    return packaged(model, version, "", Spoil.NOTHING, UnaryOperator.identity());
  }

  private DesiredVersion packaged(
      String model, String version, String owner, Spoil spoil, UnaryOperator<InferredModel> claims)
      throws IOException, ModelRefusedException {
    Path folder = root.resolve(model).resolve(version);
    export(model, folder);
    InferredModel inferred = new SavedModelInspector().infer(folder, ManifestHints.NONE);
    spoil.apply(folder);
    PackagedModel packaged =
        new ModelPackager((anything, hints) -> claims.apply(inferred))
            .pack(
                new PackageRequest(
                    folder,
                    model,
                    version,
                    owner,
                    new ModelManifest.Lineage("made by the test", "", ""),
                    Optional.empty(),
                    ManifestHints.NONE,
                    Instant.EPOCH));
    return new DesiredVersion(packaged.version(), folder.toUri(), "");
  }

  private static void export(String model, Path folder) throws IOException {
    if (model.equals(PICTURES)) {
      TestModels.image(folder, PICTURE_SIZE, CLASSES, DIMENSION, 1);
    } else {
      TestModels.text(folder, CLASSES, DIMENSION, 1);
    }
  }

  /** The manifest is written anew after it was packaged, and the update names its new digest. */
  static DesiredVersion rewritten(DesiredVersion wanted, String from, String to)
      throws IOException, GeneralSecurityException {
    Path manifest = Path.of(wanted.artifactUri()).resolve(ModelManifest.FILE_NAME);
    byte[] bytes =
        Files.readString(manifest).replaceFirst(from, to).getBytes(StandardCharsets.UTF_8);
    Files.write(manifest, bytes);
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
    return withDigest(wanted, "sha256:" + HexFormat.of().formatHex(digest));
  }

  static DesiredVersion withDigest(DesiredVersion wanted, String digest) {
    ModelVersion version =
        new ModelVersion(wanted.version().model(), wanted.version().version(), digest);
    return new DesiredVersion(version, wanted.artifactUri(), wanted.stage());
  }

  /** Changes the graph. */
  static Spoil graph(Consumer<MetaGraphDef.Builder> change) {
    return folder -> {
      Path file = folder.resolve("saved_model.pb");
      SavedModel.Builder model = SavedModel.parseFrom(Files.readAllBytes(file)).toBuilder();
      change.accept(model.getMetaGraphsBuilder(0));
      Files.write(file, model.build().toByteArray());
    };
  }

  /** A node on which the embedding depends. */
  static Spoil needing(NodeDef node) {
    return graph(
        meta -> {
          String output =
              meta.getSignatureDefOrThrow(SIGNATURE).getOutputsOrThrow("embedding").getName();
          String name = output.substring(0, output.indexOf(':'));
          meta.getGraphDefBuilder().addNode(node);
          meta.getGraphDefBuilder().getNodeBuilderList().stream()
              .filter(other -> other.getName().equals(name))
              .forEach(other -> other.addInput("^" + node.getName()));
        });
  }

  /** Takes flat vectors in place of pictures. */
  static Spoil flat() {
    return graph(
        meta -> {
          AttrValue shape = AttrValue.newBuilder().setShape(shape(-1, DIMENSION)).build();
          meta.getGraphDefBuilder().getNodeBuilderList().stream()
              .filter(node -> node.getOp().equals("Placeholder"))
              .forEach(node -> node.putAttr("shape", shape));
          input(meta, "inputs", input -> input.setTensorShape(shape(-1, DIMENSION)));
        });
  }

  /** A text model, whose input has the name that the manifest knows for pictures. */
  static Spoil textual() {
    return folder -> {
      TestModels.text(folder, CLASSES, DIMENSION, 1);
      graph(meta -> input(meta, "text", input -> {})).apply(folder);
    };
  }

  /** All its weights are NaN. */
  static Spoil notANumber() {
    return graph(
        meta ->
            meta.getGraphDefBuilder().getNodeBuilderList().stream()
                .filter(node -> node.getOp().equals("Const"))
                .forEach(BadVersions::spoilWeights));
  }

  private static void spoilWeights(NodeDef.Builder constant) {
    TensorProto value = constant.getAttrOrThrow("value").getTensor();
    if (value.getDtype() == DataType.DT_FLOAT && value.getTensorShape().getDimCount() == 2) {
      TensorProto.Builder broken =
          value.toBuilder().clearTensorContent().clearFloatVal().addFloatVal(Float.NaN);
      constant.putAttr("value", AttrValue.newBuilder().setTensor(broken).build());
    }
  }

  /** Changes an input of the signature, and calls it as that of pictures is called. */
  static void input(MetaGraphDef.Builder meta, String name, Consumer<TensorInfo.Builder> change) {
    SignatureDef.Builder signature = meta.getSignatureDefOrThrow(SIGNATURE).toBuilder();
    TensorInfo.Builder input = signature.getInputsOrThrow(name).toBuilder();
    change.accept(input);
    meta.putSignatureDef(
        SIGNATURE, signature.removeInputs(name).putInputs("inputs", input.build()).build());
  }

  static TensorShapeProto shape(long... sizes) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (long size : sizes) {
      shape.addDim(TensorShapeProto.Dim.newBuilder().setSize(size));
    }
    return shape.build();
  }
}
