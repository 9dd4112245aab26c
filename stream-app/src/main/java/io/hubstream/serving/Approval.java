package io.hubstream.serving;

import io.hubstream.content.ModelVersion;
import java.net.URI;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * Who approved a version, when, and with which remark.
 *
 * @param note remark or ticket
 * @param seal what exactly was approved, signed; an approval without it is a remark and no proof
 */
public record Approval(String approvedBy, Instant at, Optional<String> note, Optional<Seal> seal) {

  public Approval {
    Objects.requireNonNull(approvedBy, "approvedBy");
    Objects.requireNonNull(at, "at");
  }

  /** An approval that nobody signed. */
  public Approval(String approvedBy, Instant at, Optional<String> note) {
    this(approvedBy, at, note, Optional.empty());
  }

  /**
   * What one approval is about. It repeats what the desired state says, so that a refusal can name
   * the difference.
   *
   * @param stage the stage that it lets the version reach
   * @param breaking whether the version may break what consumers of the one before it rely on
   */
  public record Subject(ModelVersion version, URI artifactUri, String stage, boolean breaking) {

    /** A version that breaks nothing. */
    public Subject(ModelVersion version, URI artifactUri, String stage) {
      this(version, artifactUri, stage, false);
    }
  }

  /**
   * What speaks for the version.
   *
   * @param gateReportDigest {@code sha256:} and the digest of the gate's report
   * @param environmentDigest digest of the environment that the gate ran on; empty for not known
   */
  public record Evidence(String gateReportDigest, String environmentDigest) {}

  /**
   * The signed part.
   *
   * @param form which form of the statement was signed: 1 says nothing about a break, 2 does
   * @param expiresAt from when on it no longer lets the version be activated; empty for never
   * @param keyId which key signed
   * @param signature Base64
   */
  public record Seal(
      int form,
      Subject subject,
      Optional<Instant> expiresAt,
      Evidence evidence,
      String keyId,
      String signature) {

    /** The form that says nothing about a break, and therefore approves none. */
    public static final int FIRST_FORM = 1;

    /** The form in which approvals are signed. */
    public static final int NEWEST_FORM = 2;

    /** In the newest form. */
    public Seal(
        Subject subject,
        Optional<Instant> expiresAt,
        Evidence evidence,
        String keyId,
        String signature) {
      this(NEWEST_FORM, subject, expiresAt, evidence, keyId, signature);
    }
  }
}
