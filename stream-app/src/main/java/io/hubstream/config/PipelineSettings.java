package io.hubstream.config;

/** What happens to a record between intake and result, and the environment that it happens in. */
public record PipelineSettings(
    WindowSettings window,
    BatchSettings batch,
    InferenceSettings inference,
    DecodeSettings decode,
    PayloadSettings payload,
    ResultSettings result,
    EnvironmentLockSettings environmentLock) {

  static PipelineSettings of(Values values) {
    return new PipelineSettings(
        WindowSettings.of(values),
        BatchSettings.of(values),
        InferenceSettings.of(values),
        DecodeSettings.of(values),
        PayloadSettings.of(values),
        ResultSettings.of(values),
        EnvironmentLockSettings.of(values));
  }
}
