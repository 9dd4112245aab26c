package io.hubstream.bench.latency;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * A time at one rate, from the lead-in until every outcome was seen.
 *
 * @param number of the stage: no other has it
 * @param schedule when records are due
 */
record RateStage(int number, double share, double perSecond, Duration leadIn, Schedule schedule) {

  static RateStage of(LatencyPlan plan, int number, double share, double capacity) {
    double perSecond = share * capacity;
    return new RateStage(
        number,
        share,
        perSecond,
        plan.times().leadIn(),
        plan.arrivals().schedule(perSecond, number));
  }

  /**
   * @param goOn asked once the time is over
   */
  RateResult run(Rig rig, Duration duration, BooleanSupplier goOn) throws InterruptedException {
    rig.reader().collect(number);
    Sent sent =
        new OpenLoop(rig, new OpenLoop.Stage(number, perSecond, leadIn, duration))
            .run(schedule, goOn);
    rig.awaitDrained();
    return new RateResult(
        share, perSecond, LatencyStats.of(rig.reader().collect(number)).orElseThrow(), sent);
  }
}
