package io.hubstream.serving.tensorflow;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Type;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.MessageOptions;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.tensorflow.proto.TensorProto;

/**
 * TensorFlow Serving's messages and record frames once more, from their definitions and by other
 * means than the code under test: real descriptors, and a checksum computed bit by bit.
 */
final class PredictionLogSchema {
  private static final String PACKAGE = "tensorflow.serving";
  private static final int CASTAGNOLI = 0x82F63B78;

  private static final FileDescriptor FILE = file();

  private PredictionLogSchema() {}

  private static FileDescriptor file() {
    FileDescriptorProto.Builder file =
        FileDescriptorProto.newBuilder()
            .setName("prediction_log.proto")
            .setPackage(PACKAGE)
            .setSyntax("proto3")
            .addDependency(TensorProto.getDescriptor().getFile().getName());
    file.addMessageType(
        message("ModelSpec", text("name", 1), text("signature_name", 3), text("label", 4)));
    DescriptorProto.Builder predict =
        message(
            "PredictRequest",
            one("model_spec", 1, "ModelSpec"),
            many("inputs", 2, "PredictRequest.InputsEntry"),
            FieldDescriptorProto.newBuilder()
                .setName("output_filter")
                .setNumber(3)
                .setType(Type.TYPE_STRING)
                .setLabel(Label.LABEL_REPEATED)
                .build())
            .toBuilder();
    predict.addNestedType(
        message(
                "InputsEntry",
                text("key", 1),
                FieldDescriptorProto.newBuilder()
                    .setName("value")
                    .setNumber(2)
                    .setType(Type.TYPE_MESSAGE)
                    .setLabel(Label.LABEL_OPTIONAL)
                    .setTypeName(".tensorflow.TensorProto")
                    .build())
            .toBuilder()
            .setOptions(MessageOptions.newBuilder().setMapEntry(true)));
    file.addMessageType(predict);
    file.addMessageType(
        message(
            "ExampleList",
            FieldDescriptorProto.newBuilder()
                .setName("examples")
                .setNumber(1)
                .setType(Type.TYPE_BYTES)
                .setLabel(Label.LABEL_REPEATED)
                .build()));
    file.addMessageType(message("Input", one("example_list", 1, "ExampleList")));
    file.addMessageType(
        message(
            "ClassificationRequest", one("model_spec", 1, "ModelSpec"), one("input", 2, "Input")));
    file.addMessageType(message("PredictLog", one("request", 1, "PredictRequest")));
    file.addMessageType(message("ClassifyLog", one("request", 1, "ClassificationRequest")));
    file.addMessageType(
        message(
            "PredictionLog",
            one("classify_log", 2, "ClassifyLog"),
            one("session_run_log", 5, "ExampleList"),
            one("predict_log", 6, "PredictLog")));
    try {
      return FileDescriptor.buildFrom(
          file.build(), new FileDescriptor[] {TensorProto.getDescriptor().getFile()});
    } catch (DescriptorValidationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static DescriptorProto message(String name, FieldDescriptorProto... fields) {
    return DescriptorProto.newBuilder().setName(name).addAllField(List.of(fields)).build();
  }

  private static FieldDescriptorProto text(String name, int number) {
    return FieldDescriptorProto.newBuilder()
        .setName(name)
        .setNumber(number)
        .setType(Type.TYPE_STRING)
        .setLabel(Label.LABEL_OPTIONAL)
        .build();
  }

  private static FieldDescriptorProto one(String name, int number, String type) {
    return FieldDescriptorProto.newBuilder()
        .setName(name)
        .setNumber(number)
        .setType(Type.TYPE_MESSAGE)
        .setLabel(Label.LABEL_OPTIONAL)
        .setTypeName("." + PACKAGE + "." + type)
        .build();
  }

  private static FieldDescriptorProto many(String name, int number, String type) {
    return one(name, number, type).toBuilder().setLabel(Label.LABEL_REPEATED).build();
  }

  /** A Predict request, read back. */
  record Predict(String model, String signature, Map<String, TensorProto> inputs) {}

  /** Reads a file of Predict requests; fails when a checksum does not hold. */
  static List<Predict> read(byte[] file) throws Exception {
    List<Predict> requests = new ArrayList<>();
    ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    while (in.hasRemaining()) {
      byte[] length = new byte[8];
      in.get(length);
      require(in.getInt() == masked(length));
      byte[] record = new byte[(int) ByteBuffer.wrap(length).order(in.order()).getLong()];
      in.get(record);
      require(in.getInt() == masked(record));
      requests.add(predict(DynamicMessage.parseFrom(type("PredictionLog"), record)));
    }
    return requests;
  }

  private static void require(boolean holds) {
    if (!holds) {
      throw new AssertionError("a checksum does not hold");
    }
  }

  private static Predict predict(DynamicMessage log) throws Exception {
    require(log.getUnknownFields().asMap().isEmpty());
    DynamicMessage request = child(child(log, "predict_log"), "request");
    DynamicMessage spec = child(request, "model_spec");
    Map<String, TensorProto> inputs = new TreeMap<>();
    for (Object entry : (List<?>) request.getField(field(request, "inputs"))) {
      DynamicMessage pair = (DynamicMessage) entry;
      inputs.put(
          (String) pair.getField(field(pair, "key")),
          TensorProto.parseFrom(child(pair, "value").toByteString()));
    }
    return new Predict(
        (String) spec.getField(field(spec, "name")),
        (String) spec.getField(field(spec, "signature_name")),
        inputs);
  }

  private static DynamicMessage child(DynamicMessage message, String name) {
    return (DynamicMessage) message.getField(field(message, name));
  }

  private static FieldDescriptor field(DynamicMessage message, String name) {
    return message.getDescriptorForType().findFieldByName(name);
  }

  private static Descriptor type(String name) {
    return FILE.findMessageTypeByName(name);
  }

  /** A record of a Predict request. */
  static byte[] predict(String signature, Map<String, TensorProto> inputs, String... outputs)
      throws Exception {
    Descriptor type = type("PredictRequest");
    DynamicMessage.Builder request =
        DynamicMessage.newBuilder(type)
            .setField(type.findFieldByName("model_spec"), spec(signature));
    Descriptor entry = type.findNestedTypeByName("InputsEntry");
    for (Map.Entry<String, TensorProto> input : inputs.entrySet()) {
      request.addRepeatedField(
          type.findFieldByName("inputs"),
          DynamicMessage.newBuilder(entry)
              .setField(entry.findFieldByName("key"), input.getKey())
              .setField(
                  entry.findFieldByName("value"),
                  DynamicMessage.parseFrom(
                      TensorProto.getDescriptor(), input.getValue().toByteString()))
              .build());
    }
    for (String output : outputs) {
      request.addRepeatedField(type.findFieldByName("output_filter"), output);
    }
    return log("predict_log", "PredictLog", request.build());
  }

  /** A record of a Classify request. */
  static byte[] classify(String signature, String... examples) {
    Descriptor list = type("ExampleList");
    DynamicMessage.Builder values = DynamicMessage.newBuilder(list);
    for (String example : examples) {
      values.addRepeatedField(list.findFieldByName("examples"), ByteString.copyFromUtf8(example));
    }
    Descriptor input = type("Input");
    Descriptor type = type("ClassificationRequest");
    return log(
        "classify_log",
        "ClassifyLog",
        DynamicMessage.newBuilder(type)
            .setField(type.findFieldByName("model_spec"), spec(signature))
            .setField(
                type.findFieldByName("input"),
                DynamicMessage.newBuilder(input)
                    .setField(input.findFieldByName("example_list"), values.build())
                    .build())
            .build());
  }

  /** A record of a raw session run. */
  static byte[] sessionRun() {
    Descriptor type = type("PredictionLog");
    return DynamicMessage.newBuilder(type)
        .setField(
            type.findFieldByName("session_run_log"),
            DynamicMessage.newBuilder(type("ExampleList")).build())
        .build()
        .toByteArray();
  }

  private static DynamicMessage spec(String signature) {
    Descriptor type = type("ModelSpec");
    return DynamicMessage.newBuilder(type)
        .setField(type.findFieldByName("name"), "any")
        .setField(type.findFieldByName("signature_name"), signature)
        .build();
  }

  private static byte[] log(String field, String type, DynamicMessage request) {
    Descriptor inner = type(type);
    Descriptor outer = type("PredictionLog");
    return DynamicMessage.newBuilder(outer)
        .setField(
            outer.findFieldByName(field),
            DynamicMessage.newBuilder(inner)
                .setField(inner.findFieldByName("request"), request)
                .build())
        .build()
        .toByteArray();
  }

  /** A record file. */
  static byte[] file(List<byte[]> records) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] record : records) {
      byte[] length =
          ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(record.length).array();
      for (byte[] part : List.of(length, record)) {
        out.writeBytes(part);
        out.writeBytes(
            ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(masked(part)).array());
      }
    }
    return out.toByteArray();
  }

  private static int masked(byte[] bytes) {
    int crc = crc32c(bytes);
    return ((crc >>> 15) | (crc << 17)) + 0xa282ead8;
  }

  /** The checksum of "123456789" is 0xE3069283. */
  static int crc32c(byte[] bytes) {
    int crc = -1;
    for (byte value : bytes) {
      crc ^= value & 0xff;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 1) == 0 ? crc >>> 1 : (crc >>> 1) ^ CASTAGNOLI;
      }
    }
    return ~crc;
  }
}
