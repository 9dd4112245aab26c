package io.hubstream.bench.arm;

import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What was counted within the window of one process. Sums and no means, so that those of several
 * processes can be added.
 */
public record Measurement(
    Window window, Stages stages, Batches batches, Drains drains, Footprint process) {

  /**
   * @param seconds wall clock
   * @param cpuSeconds of the process, user and system, all threads
   * @param warmUpSeconds between the first record and the window
   * @param peakPerSecond records of the best second
   * @param backlogEnded whether the records ended before the time
   */
  public record Window(
      long records,
      double seconds,
      double cpuSeconds,
      double warmUpSeconds,
      double peakPerSecond,
      boolean backlogEnded) {
    Window plus(Window other) {
      return new Window(
          records + other.records,
          Math.max(seconds, other.seconds),
          cpuSeconds + other.cpuSeconds,
          Math.max(warmUpSeconds, other.warmUpSeconds),
          peakPerSecond + other.peakPerSecond,
          backlogEnded || other.backlogEnded);
    }
  }

  /**
   * Sums over the records, in seconds of wall clock; stages of different records overlap.
   *
   * @param inference from the first submit to the last result, waiting for a batch included
   * @param total from intake to the finished result
   */
  public record Stages(double payload, double decode, double inference, double total) {
    Stages plus(Stages other) {
      return new Stages(
          payload + other.payload,
          decode + other.decode,
          inference + other.inference,
          total + other.total);
    }
  }

  /**
   * @param rows real rows of all runs
   * @param paddedRows rows of all runs, padding included
   * @param runSeconds sum of the runs' durations
   * @param waitSeconds sum of what the oldest row of each run had waited
   * @param busySeconds time in which at least one run was under way
   * @param sizes number of runs by real rows
   */
  public record Batches(
      long runs,
      long rows,
      long paddedRows,
      double runSeconds,
      double waitSeconds,
      double busySeconds,
      SortedMap<Integer, Long> sizes) {
    public Batches {
      sizes = new TreeMap<>(sizes);
    }

    Batches plus(Batches other) {
      SortedMap<Integer, Long> all = new TreeMap<>(sizes);
      other.sizes.forEach((size, count) -> all.merge(size, count, Long::sum));
      return new Batches(
          runs + other.runs,
          rows + other.rows,
          paddedRows + other.paddedRows,
          runSeconds + other.runSeconds,
          waitSeconds + other.waitSeconds,
          Math.max(busySeconds, other.busySeconds),
          all);
    }
  }

  /**
   * Waits of commits for the records in flight, those that found none left out.
   *
   * @param records that were waited for
   */
  public record Drains(long drains, long records, double seconds) {
    Drains plus(Drains other) {
      return new Drains(drains + other.drains, records + other.records, seconds + other.seconds);
    }
  }

  /**
   * @param allocatedBytes Java heap, by the threads that live at the end
   * @param gcSeconds pauses and concurrent work as the collectors report them
   * @param jitSeconds of the compiler threads, part of the CPU time
   * @param peakRssBytes since the process started; 0 where the system does not say
   */
  public record Footprint(
      long allocatedBytes, double gcSeconds, double jitSeconds, long peakRssBytes) {
    Footprint plus(Footprint other) {
      return new Footprint(
          allocatedBytes + other.allocatedBytes,
          gcSeconds + other.gcSeconds,
          jitSeconds + other.jitSeconds,
          peakRssBytes + other.peakRssBytes);
    }
  }

  /** Of two processes that did one work together. */
  public Measurement plus(Measurement other) {
    return new Measurement(
        window.plus(other.window),
        stages.plus(other.stages),
        batches.plus(other.batches),
        drains.plus(other.drains),
        process.plus(other.process));
  }
}
