package io.hubstream.approval;

import io.hubstream.serving.Approval;
import io.hubstream.signing.SigningKey;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Makes signed approvals. */
public final class Approvals {
  private Approvals() {}

  /**
   * What a person decided.
   *
   * @param at when; kept to the millisecond
   * @param expiresAt from when on it no longer lets the version be activated; empty for never
   */
  public record Decision(
      String approvedBy, Instant at, Optional<Instant> expiresAt, Optional<String> note) {

    public Decision {
      at = at.truncatedTo(ChronoUnit.MILLIS);
      expiresAt = expiresAt.map(time -> time.truncatedTo(ChronoUnit.MILLIS));
    }
  }

  /** Signs a decision about a version. */
  public static Approval sign(
      Approval.Subject subject, Decision decision, Approval.Evidence evidence, SigningKey key) {
    String keyId = key.verification().id();
    Approval.Seal unsigned = new Approval.Seal(subject, decision.expiresAt(), evidence, keyId, "");
    byte[] statement = ApprovalStatement.bytes(approval(decision, unsigned), unsigned);
    return approval(
        decision,
        new Approval.Seal(subject, decision.expiresAt(), evidence, keyId, key.sign(statement)));
  }

  private static Approval approval(Decision decision, Approval.Seal seal) {
    return new Approval(decision.approvedBy(), decision.at(), decision.note(), Optional.of(seal));
  }
}
