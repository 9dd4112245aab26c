package io.hubstream.serving.tensorflow;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tensorflow.proto.TensorProto;

/**
 * TensorFlow Serving's {@code PredictionLog} messages, as its warm-up files hold them. TensorFlow
 * Java does not bring their classes, so they are taken apart by field number. Format: {@code
 * tensorflow_serving/apis/prediction_log.proto}, {@code predict.proto}, {@code
 * classification.proto}, {@code regression.proto}, {@code input.proto}, {@code model.proto}.
 */
final class PredictionLogs {
  private static final String DEFAULT_SIGNATURE = "serving_default";

  private static final int CLASSIFY = 2;
  private static final int REGRESS = 3;
  private static final int PREDICT = 6;
  private static final int REQUEST = 1;
  private static final int MODEL_SPEC = 1;
  private static final int SPEC_NAME = 1;
  private static final int SPEC_SIGNATURE = 3;
  private static final int INPUTS = 2;
  private static final int OUTPUT_FILTER = 3;
  private static final int EXAMPLES = 1;
  private static final int EXAMPLES_WITH_CONTEXT = 2;
  private static final int FIRST = 1;
  private static final int SECOND = 2;

  private PredictionLogs() {}

  /** What one record asks for. */
  sealed interface Request {
    /** Named tensors, as a client of the Predict API sends them. */
    record Predict(
        String signature, SortedMap<String, TensorProto> inputs, List<String> outputFilter)
        implements Request {}

    /** Serialised {@code tf.Example}s for the one input of a signature. */
    record Examples(String signature, List<ByteString> examples) implements Request {}

    /** One that is not replayed here: multi-inference, raw session runs, streams. */
    record Other() implements Request {}
  }

  /**
   * @throws InvalidProtocolBufferException it is no such message
   */
  static Request parse(byte[] record) throws InvalidProtocolBufferException {
    UnknownFieldSet log = UnknownFieldSet.parseFrom(record);
    Optional<ByteString> predict = message(log, PREDICT);
    if (predict.isPresent()) {
      return predict(request(predict.get()));
    }
    Optional<ByteString> examples = message(log, CLASSIFY).or(() -> message(log, REGRESS));
    return examples.isPresent() ? examples(request(examples.get())) : new Request.Other();
  }

  private static UnknownFieldSet request(ByteString log) throws InvalidProtocolBufferException {
    return fields(message(fields(log), REQUEST).orElse(ByteString.EMPTY));
  }

  private static Request predict(UnknownFieldSet request) throws InvalidProtocolBufferException {
    SortedMap<String, TensorProto> inputs = new TreeMap<>();
    for (ByteString entry : request.getField(INPUTS).getLengthDelimitedList()) {
      UnknownFieldSet pair = fields(entry);
      inputs.put(
          message(pair, FIRST).orElse(ByteString.EMPTY).toStringUtf8(),
          TensorProto.parseFrom(message(pair, SECOND).orElse(ByteString.EMPTY)));
    }
    List<String> filter =
        request.getField(OUTPUT_FILTER).getLengthDelimitedList().stream()
            .map(ByteString::toStringUtf8)
            .toList();
    return new Request.Predict(signature(request), inputs, filter);
  }

  private static Request examples(UnknownFieldSet request) throws InvalidProtocolBufferException {
    UnknownFieldSet input = fields(message(request, INPUTS).orElse(ByteString.EMPTY));
    ByteString list =
        message(input, EXAMPLES)
            .or(() -> message(input, EXAMPLES_WITH_CONTEXT))
            .orElse(ByteString.EMPTY);
    return new Request.Examples(
        signature(request), fields(list).getField(FIRST).getLengthDelimitedList());
  }

  private static String signature(UnknownFieldSet request) throws InvalidProtocolBufferException {
    UnknownFieldSet spec = fields(message(request, MODEL_SPEC).orElse(ByteString.EMPTY));
    String name = message(spec, SPEC_SIGNATURE).orElse(ByteString.EMPTY).toStringUtf8();
    return name.isEmpty() ? DEFAULT_SIGNATURE : name;
  }

  private static UnknownFieldSet fields(ByteString message) throws InvalidProtocolBufferException {
    return UnknownFieldSet.parseFrom(message);
  }

  /** The last value of a field, as protobuf readers take it. */
  private static Optional<ByteString> message(UnknownFieldSet fields, int number) {
    List<ByteString> values = fields.getField(number).getLengthDelimitedList();
    return values.isEmpty() ? Optional.empty() : Optional.of(values.get(values.size() - 1));
  }

  /** A record of one Predict request. */
  static byte[] predict(String model, String signature, Map<String, TensorProto> inputs) {
    List<ByteString> entries = new ArrayList<>();
    new TreeMap<>(inputs)
        .forEach(
            (key, tensor) ->
                entries.add(
                    UnknownFieldSet.newBuilder()
                        .addField(FIRST, field(ByteString.copyFromUtf8(key)))
                        .addField(SECOND, field(tensor.toByteString()))
                        .build()
                        .toByteString()));
    UnknownFieldSet spec =
        UnknownFieldSet.newBuilder()
            .addField(SPEC_NAME, field(ByteString.copyFromUtf8(model)))
            .addField(SPEC_SIGNATURE, field(ByteString.copyFromUtf8(signature)))
            .build();
    UnknownFieldSet request =
        UnknownFieldSet.newBuilder()
            .addField(MODEL_SPEC, field(spec.toByteString()))
            .addField(INPUTS, field(entries.toArray(ByteString[]::new)))
            .build();
    UnknownFieldSet log =
        UnknownFieldSet.newBuilder().addField(REQUEST, field(request.toByteString())).build();
    return UnknownFieldSet.newBuilder()
        .addField(PREDICT, field(log.toByteString()))
        .build()
        .toByteArray();
  }

  private static UnknownFieldSet.Field field(ByteString... values) {
    UnknownFieldSet.Field.Builder field = UnknownFieldSet.Field.newBuilder();
    for (ByteString value : values) {
      field.addLengthDelimited(value);
    }
    return field.build();
  }
}
