package io.hubstream.approval;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hubstream.content.ModelVersion;
import io.hubstream.serving.Approval;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.Optional;

/**
 * The bytes that an approval's signature is over: a line with the name of the form, then a line for
 * each field in fixed order, {@code name:length:value}, where the length counts the value's UTF-8
 * bytes. As the length comes first, no value can pose as another field. Times are milliseconds
 * since 1970 in decimal digits; what is absent is the empty value. Described for others in {@code
 * docs/lifecycle/production.md}.
 */
final class ApprovalStatement {
  private ApprovalStatement() {}

  /** In the form that the seal names, which is one of 1 to {@link Approval.Seal#NEWEST_FORM}. */
  static byte[] bytes(Approval approval, Approval.Seal seal) {
    Approval.Subject subject = seal.subject();
    ModelVersion version = subject.version();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes("hubstream-approval-v%d\n".formatted(seal.form()).getBytes(UTF_8));
    field(out, "model", version.model());
    field(out, "version", version.version());
    field(out, "digest", version.digest());
    field(out, "artifactUri", subject.artifactUri().toString());
    field(out, "stage", subject.stage());
    if (seal.form() > Approval.Seal.FIRST_FORM) {
      field(out, "breaking", Boolean.toString(subject.breaking()));
    }
    field(out, "approvedBy", approval.approvedBy());
    field(out, "approvedAt", millis(Optional.of(approval.at())));
    field(out, "expiresAt", millis(seal.expiresAt()));
    field(out, "note", approval.note().orElse(""));
    field(out, "gateReportDigest", seal.evidence().gateReportDigest());
    field(out, "environmentDigest", seal.evidence().environmentDigest());
    field(out, "keyId", seal.keyId());
    return out.toByteArray();
  }

  private static String millis(Optional<Instant> time) {
    return time.map(t -> Long.toString(t.toEpochMilli())).orElse("");
  }

  private static void field(ByteArrayOutputStream out, String name, String value) {
    byte[] bytes = value.getBytes(UTF_8);
    out.writeBytes((name + ":" + bytes.length + ":").getBytes(UTF_8));
    out.writeBytes(bytes);
    out.write('\n');
  }
}
