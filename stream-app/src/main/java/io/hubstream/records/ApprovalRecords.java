package io.hubstream.records;

import io.hubstream.content.ModelVersion;
import io.hubstream.schemas.ApprovalSeal;
import io.hubstream.serving.Approval;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Approvals from and to the records of the registry topic. */
final class ApprovalRecords {
  private ApprovalRecords() {}

  static Optional<Approval> read(io.hubstream.schemas.@Nullable Approval record) {
    return Optional.ofNullable(record)
        .map(
            r ->
                new Approval(
                    r.getApprovedBy(),
                    r.getAt(),
                    Optional.ofNullable(r.getNote()),
                    Optional.ofNullable(r.getSeal()).map(ApprovalRecords::read)));
  }

  private static Approval.Seal read(ApprovalSeal record) {
    return new Approval.Seal(
        record.getForm(),
        new Approval.Subject(
            new ModelVersion(record.getModel(), record.getVersion(), record.getDigest()),
            UriText.parse(record.getArtifactUri()),
            record.getStage(),
            record.getBreaking()),
        Optional.ofNullable(record.getExpiresAt()),
        new Approval.Evidence(record.getGateReportDigest(), record.getEnvironmentDigest()),
        record.getKeyId(),
        record.getSignature());
  }

  static io.hubstream.schemas.Approval write(Approval approval) {
    return new io.hubstream.schemas.Approval(
        approval.approvedBy(),
        approval.at(),
        approval.note().orElse(null),
        approval.seal().map(ApprovalRecords::write).orElse(null));
  }

  private static ApprovalSeal write(Approval.Seal seal) {
    Approval.Subject subject = seal.subject();
    return ApprovalSeal.newBuilder()
        .setModel(subject.version().model())
        .setVersion(subject.version().version())
        .setDigest(subject.version().digest())
        .setArtifactUri(subject.artifactUri().toString())
        .setStage(subject.stage())
        .setExpiresAt(seal.expiresAt().orElse(null))
        .setGateReportDigest(seal.evidence().gateReportDigest())
        .setEnvironmentDigest(seal.evidence().environmentDigest())
        .setKeyId(seal.keyId())
        .setSignature(seal.signature())
        .setForm(seal.form())
        .setBreaking(subject.breaking())
        .build();
  }
}
