package io.hubstream.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** On lines as TensorFlow 2.18 prints them. */
class TensorFlowLogTest {
  private static final String WITHOUT_DRIVER =
      """
      2026-11-21 23:38:17.844603: I tensorflow/core/util/port.cc:153] oneDNN custom operations are on.
      2026-11-21 23:38:17.845465: I external/local_xla/xla/tsl/cuda/cudart_stub.cc:32] Could not find cuda drivers on your machine, GPU will not be used.
      2026-11-21 23:38:17.867034: E external/local_xla/xla/stream_executor/cuda/cuda_fft.cc:477] Unable to register cuFFT factory: Attempting to register factory for plugin cuFFT when one has already been registered
      WARNING: All log messages before absl::InitializeLog() is called are written to STDERR
      E0000 00:00:1795304297.897581   24790 cuda_dnn.cc:8310] Unable to register cuDNN factory: Attempting to register factory for plugin cuDNN when one has already been registered
      2026-11-21 23:38:18.667465: E external/local_xla/xla/stream_executor/cuda/cuda_driver.cc:152] failed call to cuInit: INTERNAL: CUDA error: Failed call to cuInit: UNKNOWN ERROR (303)
      """;

  @Test
  void shouldHearWhatTheDriverAnswered() {
    TensorFlowLog log = TensorFlowLog.of(WITHOUT_DRIVER);

    assertThat(log.driverError()).contains("UNKNOWN ERROR (303)");
    assertThat(log.devices()).isEmpty();
  }

  @Test
  void shouldLeaveOutWhatTensorFlowSaysAtEveryStart() {
    assertThat(TensorFlowLog.of(WITHOUT_DRIVER).complaints())
        .containsExactly(
            "failed call to cuInit: INTERNAL: CUDA error: Failed call to cuInit: UNKNOWN ERROR (303)");
  }

  @Test
  void shouldSayTheSameThingOnce() {
    TensorFlowLog log =
        TensorFlowLog.of(
            """
            2026-11-21 23:38:51.484388: E tensorflow/core/common_runtime/session.cc:93] Failed to create session: INTERNAL: cudaGetDevice() failed.
            2026-11-21 23:38:51.490257: E tensorflow/c/c_api.cc:2241] INTERNAL: cudaGetDevice() failed.
            W0000 00:00:1795304308.039845   24911 gpu_device.cc:2344] Cannot dlopen some GPU libraries.
            """);

    assertThat(log.complaints())
        .containsExactly(
            "Failed to create session: INTERNAL: cudaGetDevice() failed.",
            "Cannot dlopen some GPU libraries.");
  }

  @Test
  void shouldReadTheGpusThatTensorFlowTook() {
    TensorFlowLog log =
        TensorFlowLog.of(
            """
            I0000 00:00:1795304308.039845   24911 gpu_device.cc:2022] Created device /job:localhost/replica:0/task:0/device:GPU:0 with 139223 MB memory:  -> device: 0, name: NVIDIA H200, pci bus id: 0000:1b:00.0, compute capability: 9.0
            """);

    assertThat(log.devices())
        .containsExactly(
            new TensorFlowLog.Device(0, 139_223, "NVIDIA H200", "0000:1b:00.0", "9.0"));
    assertThat(log.complaints()).isEmpty();
  }

  @Test
  void shouldReadTheGpusThatTensorFlowDidNotTake() {
    TensorFlowLog log =
        TensorFlowLog.of(
            "I0000 00:00:1.0 1 gpu_device.cc:2499] Ignoring visible gpu device (device: 0, name: Old,"
                + " pci bus id: 0, compute capability: 3.5) with compute capability 3.5. The minimum"
                + " required Cuda capability is 6.0.");

    assertThat(log.ignored()).singleElement().asString().contains("capability 3.5");
  }
}
