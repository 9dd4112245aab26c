package io.hubstream.tests;

import io.hubstream.content.ModelInput;
import io.hubstream.serving.InferenceException;
import io.hubstream.serving.ModelOutput;
import io.hubstream.testing.FakeServable;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/** How fake text models of four dimensions behave. */
final class TextModels {
  /** A text with this word is refused by every model made here. */
  static final String POISON = "poison";

  private TextModels() {}

  /** Takes its time for each batch, as a model does, and refuses poison. */
  static FakeServable.Run taking(Duration time) {
    return (inputs, padded) -> {
      sleep(time);
      return outputs(inputs);
    };
  }

  /** As {@link #taking}; but once, when the condition holds, the device is lost. */
  static FakeServable.Run losingTheDeviceOnce(Duration time, BooleanSupplier when) {
    AtomicInteger lost = new AtomicInteger();
    return (inputs, padded) -> {
      sleep(time);
      if (when.getAsBoolean() && lost.getAndIncrement() == 0) {
        throw new InferenceException(InferenceException.Kind.DEVICE, "the device is lost", null);
      }
      return outputs(inputs);
    };
  }

  /** Takes its time, and gives NaN for every text of a test; the warm-up's goes well. */
  static FakeServable.Run givingNaN(Duration time) {
    return (inputs, padded) -> {
      sleep(time);
      List<ModelOutput> good = outputs(inputs);
      return IntStream.range(0, inputs.size())
          .mapToObj(row -> isOfTheTest(inputs.get(row)) ? notANumber() : good.get(row))
          .toList();
    };
  }

  private static boolean isOfTheTest(ModelInput input) {
    return ((ModelInput.Text) input).value().contains("number");
  }

  private static ModelOutput notANumber() {
    return new ModelOutput(Optional.of(new float[] {Float.NaN, 1, 1, 1}), Optional.empty());
  }

  private static List<ModelOutput> outputs(List<ModelInput> inputs) throws InferenceException {
    if (inputs.stream().anyMatch(input -> ((ModelInput.Text) input).value().contains(POISON))) {
      throw new InferenceException(InferenceException.Kind.INPUT, "a row is poisoned", null);
    }
    return inputs.stream()
        .map(input -> new ModelOutput(Optional.of(new float[] {1, 1, 1, 1}), Optional.empty()))
        .toList();
  }

  private static void sleep(Duration time) {
    try {
      TimeUnit.NANOSECONDS.sleep(time.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
