package io.hubstream.demo;

import io.hubstream.demo.DemoFindings.Findings;
import io.hubstream.publishing.RefusedModel;
import io.hubstream.verify.Verification;
import java.util.List;

/** What the demo found, before it is printed. */
public final class DemoReport {
  private final Verification verification;
  private final Findings findings;
  private final List<RefusedModel> refused;
  private final long elapsedMs;

  DemoReport(
      Verification verification, Findings findings, List<RefusedModel> refused, long elapsedMs) {
    this.verification = verification;
    this.findings = findings;
    this.refused = List.copyOf(refused);
    this.elapsedMs = elapsedMs;
  }

  /** Whether every check holds. */
  public boolean holds() {
    return verification.holdsExactlyOnce() && verification.regressed().isEmpty();
  }

  /** What reading the topics back showed. */
  public Verification verification() {
    return verification;
  }

  Findings findings() {
    return findings;
  }

  List<RefusedModel> refused() {
    return refused;
  }

  long elapsedMs() {
    return elapsedMs;
  }
}
