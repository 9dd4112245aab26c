package io.hubstream.bench;

import io.hubstream.bench.arm.Measurement;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** What is reported of each run. A metric that a run does not have is left out. */
public enum Metric {
  RECORDS_PER_SECOND("recordsPerSecond", "records/s", m -> m.window().records() / seconds(m)),
  RECORDS_PER_CPU_SECOND(
      "recordsPerCpuSecond",
      "records per CPU-second",
      m -> m.window().records() / m.window().cpuSeconds()),
  CPU_MICROS(
      "cpuMicrosPerRecord", "CPU, µs per record", m -> perRecord(m, m.window().cpuSeconds()) * 1e6),
  CORES("coresUsed", "cores in use", m -> m.window().cpuSeconds() / seconds(m)),
  MEAN_BATCH("meanBatch", "mean batch, rows", m -> ratio(m.batches().rows(), m.batches().runs())),
  PADDING(
      "paddingShare",
      "padding, share of rows run",
      m -> 1 - ratio(m.batches().rows(), m.batches().paddedRows())),
  PAYLOAD(
      "payloadMicrosPerRecord",
      "payload, µs per record",
      m -> micros(m, m.stages().payload(), m.stages().total())),
  DECODE(
      "decodeMicrosPerRecord",
      "decode, µs per record",
      m -> micros(m, m.stages().decode(), m.stages().decode())),
  RUN(
      "runMicrosPerRecord",
      "model runs, µs per record",
      m -> micros(m, m.batches().runSeconds(), m.batches().runSeconds())),
  INFERENCE(
      "inferenceMicrosPerRecord",
      "submit to result, µs per record",
      m -> micros(m, m.stages().inference(), m.stages().total())),
  BATCH_WAIT(
      "batchWaitMicrosPerRun",
      "oldest row's wait, µs per run",
      m ->
          m.stages().total() > 0
              ? m.batches().waitSeconds() * 1e6 / m.batches().runs()
              : Double.NaN),
  TOTAL(
      "totalMicrosPerRecord",
      "intake to result, µs per record",
      m -> micros(m, m.stages().total(), m.stages().total())),
  DRAIN(
      "drainMillisPerCommit",
      "drain, ms per commit of a task",
      m -> m.drains().seconds() * 1e3 / m.drains().drains()),
  DRAINED(
      "drainedRecordsPerCommit",
      "in flight at a commit, records",
      m -> ratio(m.drains().records(), m.drains().drains())),
  DRAIN_SHARE(
      "drainSecondsPerSecond",
      "all drains, s per s",
      m -> m.drains().drains() == 0 ? Double.NaN : m.drains().seconds() / seconds(m)),
  BUSY(
      "deviceBusyShare",
      "device busy, share of time",
      m -> m.batches().runs() == 0 ? Double.NaN : m.batches().busySeconds() / seconds(m)),
  ALLOCATED(
      "allocatedBytesPerRecord",
      "allocated, bytes per record",
      m -> ratio(m.process().allocatedBytes(), m.window().records())),
  GC("gcShare", "collector, share of time", m -> m.process().gcSeconds() / seconds(m)),
  JIT(
      "jitSecondsPerSecond",
      "compiler threads, s per s",
      m -> m.process().jitSeconds() / seconds(m)),
  WARM_UP("warmUpSeconds", "time to get warm, s", m -> m.window().warmUpSeconds()),
  PEAK_RSS(
      "peakRssBytes",
      "peak RSS, bytes",
      m -> m.process().peakRssBytes() == 0 ? Double.NaN : m.process().peakRssBytes());

  private final String field;
  private final String label;
  private final ToDoubleFunction<Measurement> formula;

  Metric(String field, String label, ToDoubleFunction<Measurement> formula) {
    this.field = field;
    this.label = label;
    this.formula = formula;
  }

  /** Name in JSON. */
  public String field() {
    return field;
  }

  /** Name and unit for people. */
  public String label() {
    return label;
  }

  /** Its value in one run, if the run has it. */
  Optional<Double> of(Measurement measurement) {
    double value = formula.applyAsDouble(measurement);
    return Double.isFinite(value) ? Optional.of(value) : Optional.empty();
  }

  private static double seconds(Measurement m) {
    return m.window().seconds();
  }

  private static double perRecord(Measurement m, double sum) {
    return sum / m.window().records();
  }

  private static double micros(Measurement m, double sum, double present) {
    return present == 0 ? Double.NaN : perRecord(m, sum) * 1e6;
  }

  private static double ratio(long part, long whole) {
    return (double) part / whole;
  }
}
