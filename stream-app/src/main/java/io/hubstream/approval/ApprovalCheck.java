package io.hubstream.approval;

import io.hubstream.serving.AdmissionPolicy.Direction;
import io.hubstream.serving.Approval;
import io.hubstream.serving.DesiredVersion;
import io.hubstream.serving.ModelRefusedException;
import io.hubstream.serving.ShownUri;
import io.hubstream.signing.VerificationKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Whether a version's approval is genuine, is about that very version, and still holds. */
final class ApprovalCheck {
  private static final String CURE = "approve it with `hubstream model promote`";
  private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(5);

  private final List<VerificationKey> keys;
  private final Clock clock;

  ApprovalCheck(List<VerificationKey> keys, Clock clock) {
    this.keys = List.copyOf(keys);
    this.clock = clock;
  }

  void require(DesiredVersion wanted, Direction direction) throws ModelRefusedException {
    Approval approval = wanted.approval().orElseThrow(() -> refused(wanted, "nobody approved it"));
    Approval.Seal seal =
        approval.seal().orElseThrow(() -> refused(wanted, "its approval is not signed"));
    requireKnownForm(wanted, seal);
    requireSigned(wanted, approval, seal);
    requireSame(wanted, seal.subject());
    requireBreakApproved(wanted, seal, direction);
    requireInTime(wanted, approval, seal, direction);
  }

  private static void requireKnownForm(DesiredVersion wanted, Approval.Seal seal)
      throws ModelRefusedException {
    if (seal.form() < Approval.Seal.FIRST_FORM || seal.form() > Approval.Seal.NEWEST_FORM) {
      throw refused(
          wanted,
          "its approval is signed in the form %d, but this release reads 1 to %d; update the service first"
              .formatted(seal.form(), Approval.Seal.NEWEST_FORM));
    }
  }

  private void requireSigned(DesiredVersion wanted, Approval approval, Approval.Seal seal)
      throws ModelRefusedException {
    VerificationKey key =
        keys.stream()
            .filter(known -> known.id().equals(seal.keyId()))
            .findFirst()
            .orElseThrow(
                () ->
                    refused(
                        wanted,
                        "its approval is signed by the key %s, which environment.public.keys does not name (it names %s)"
                            .formatted(
                                seal.keyId(), keys.stream().map(VerificationKey::id).toList())));
    if (!key.verifies(ApprovalStatement.bytes(approval, seal), seal.signature())) {
      throw refused(
          wanted,
          "the signature of its approval by %s does not verify with the key %s: it was altered or forged"
              .formatted(approval.approvedBy(), seal.keyId()));
    }
  }

  private static void requireSame(DesiredVersion wanted, Approval.Subject approved)
      throws ModelRefusedException {
    same(wanted, "model", approved.version().model(), wanted.version().model());
    same(wanted, "version", approved.version().version(), wanted.version().version());
    same(wanted, "digest", approved.version().digest(), wanted.version().digest());
    if (!approved.artifactUri().toString().equals(wanted.artifactUri().toString())) {
      throw another(
          wanted,
          "artifact URI",
          ShownUri.of(approved.artifactUri()).toString(),
          ShownUri.of(wanted.artifactUri()).toString());
    }
    same(wanted, "stage", approved.stage(), wanted.stage());
  }

  // Whoever may write the registry topic could set the flag; only a signature says who knew of it.
  private static void requireBreakApproved(
      DesiredVersion wanted, Approval.Seal seal, Direction direction) throws ModelRefusedException {
    boolean first = seal.form() == Approval.Seal.FIRST_FORM;
    // Going back needs no flag, and a version of before must not be lost for one that it bears.
    boolean harmless = first && direction == Direction.BACK;
    boolean approved = !first && seal.subject().breaking();
    if (wanted.breaking() && !approved && !harmless) {
      throw refused(
          wanted,
          "the update declares a break that its approval does not cover%s; if consumers know, say so with --breaking"
              .formatted(first ? " (one that an earlier release signed covers none)" : ""));
    }
  }

  private static void same(DesiredVersion wanted, String what, String approved, String desired)
      throws ModelRefusedException {
    if (!approved.equals(desired)) {
      throw another(wanted, what, approved, desired);
    }
  }

  private static ModelRefusedException another(
      DesiredVersion wanted, String what, String approved, String desired) {
    return refused(
        wanted,
        "its approval is about the %s '%s', but '%s' is wanted".formatted(what, approved, desired));
  }

  // Going back must stay possible: what was approved once is better than what has just failed.
  private void requireInTime(
      DesiredVersion wanted, Approval approval, Approval.Seal seal, Direction direction)
      throws ModelRefusedException {
    Instant now = clock.instant();
    if (direction == Direction.FORWARD && approval.at().isAfter(now.plus(CLOCKS_DIFFER))) {
      throw refused(
          wanted,
          "its approval by %s is of %s, but it is only %s here: one of the clocks is wrong, and an expiry would mean nothing; set it right"
              .formatted(approval.approvedBy(), approval.at(), now));
    }
    Optional<Instant> expired = seal.expiresAt().filter(time -> !now.isBefore(time));
    if (expired.isPresent() && direction == Direction.FORWARD) {
      throw refused(
          wanted,
          "its approval by %s of %s expired at %s"
              .formatted(approval.approvedBy(), approval.at(), expired.get()));
    }
  }

  private static ModelRefusedException refused(DesiredVersion wanted, String why) {
    return new ModelRefusedException(
        "%s is not approved for production: %s; %s"
            .formatted(wanted.version().display(), why, CURE));
  }
}
