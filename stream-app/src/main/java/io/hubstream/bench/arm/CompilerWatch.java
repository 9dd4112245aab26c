package io.hubstream.bench.arm;

/**
 * Tells when the just-in-time compiler has come to rest: while it works it takes time from what is
 * measured. Pure arithmetic. Owned by one thread.
 */
public final class CompilerWatch {
  private static final long PERIOD_NANOS = 10_000_000_000L;

  /** Compiler threads' time in a period, as a share of it. */
  private static final double QUIET = 0.1;

  private long sinceNanos;
  private long sinceMillis;
  private boolean quiet;

  /**
   * @param nowNanos time
   * @param compilerMillis what the compiler threads have worked so far
   */
  public CompilerWatch(long nowNanos, long compilerMillis) {
    this.sinceNanos = nowNanos;
    this.sinceMillis = compilerMillis;
  }

  /** Whether it rested in the last whole ten seconds; see the constructor for the parameters. */
  public boolean isQuiet(long nowNanos, long compilerMillis) {
    long passed = nowNanos - sinceNanos;
    if (passed >= PERIOD_NANOS) {
      quiet = (compilerMillis - sinceMillis) * 1e6 < QUIET * passed;
      sinceNanos = nowNanos;
      sinceMillis = compilerMillis;
    }
    return quiet;
  }
}
