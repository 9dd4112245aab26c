package io.hubstream.approval;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubstream.content.ModelVersion;
import io.hubstream.serving.AdmissionPolicy.Direction;
import io.hubstream.serving.Approval;
import io.hubstream.serving.DesiredVersion;
import io.hubstream.serving.ModelManifest;
import io.hubstream.serving.ModelRefusedException;
import io.hubstream.signing.SigningKey;
import io.hubstream.testing.Versions;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProductionAdmissionTest {
  private static final SigningKey KEY = SigningKey.generate();
  private static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");
  private static final ModelVersion VERSION = Versions.version("scenes", 3);
  private static final URI ARTIFACT = URI.create("https://store.example/models/scenes/3");

  private final ProductionAdmission admission =
      new ProductionAdmission(
          List.of(SigningKey.generate().verification(), KEY.verification()),
          List.of(URI.create("https://store.example/models")),
          List.of("production"),
          Clock.fixed(NOW, ZoneOffset.UTC));

  private static Approval approval(SigningKey key, Optional<Instant> expiresAt) {
    return approval(key, expiresAt, false);
  }

  private static Approval approval(SigningKey key, Optional<Instant> expiresAt, boolean breaking) {
    return Approvals.sign(
        new Approval.Subject(VERSION, ARTIFACT, "production", breaking),
        new Approvals.Decision("grace", NOW.minusSeconds(60), expiresAt, Optional.of("CHG-12")),
        new Approval.Evidence("sha256:report", "sha256:environment"),
        key);
  }

  private static DesiredVersion wanted(Approval approval) {
    return new DesiredVersion(VERSION, ARTIFACT, "production").approved(Optional.of(approval));
  }

  private static Approval approval() {
    return approval(KEY, Optional.empty());
  }

  private static Approval with(Approval approval, Approval.Seal seal) {
    return new Approval(approval.approvedBy(), approval.at(), approval.note(), Optional.of(seal));
  }

  private static Approval.Seal seal() {
    return approval().seal().orElseThrow();
  }

  private void refuses(DesiredVersion wanted, String... reasons) {
    for (Direction direction : Direction.values()) {
      assertThatThrownBy(() -> admission.admit(wanted, direction))
          .isInstanceOf(ModelRefusedException.class)
          .hasMessageContainingAll(reasons);
    }
  }

  @Test
  void shouldAdmitWhatWasApproved() {
    assertThatCode(() -> admission.admit(wanted(approval()), Direction.FORWARD))
        .doesNotThrowAnyException();
  }

  @Test
  void shouldRefuseWhatNobodyApprovedOrSigned() {
    refuses(new DesiredVersion(VERSION, ARTIFACT, "production"), "nobody approved", "promote");
    refuses(wanted(new Approval("grace", NOW, Optional.empty())), "not signed");
  }

  @Test
  void shouldRefuseWhatAnUnknownKeySigned() {
    SigningKey stranger = SigningKey.generate();

    refuses(
        wanted(approval(stranger, Optional.empty())),
        stranger.verification().id(),
        "environment.public.keys",
        KEY.verification().id());
  }

  @Test
  void shouldRefuseASignatureThatTheNamedKeyDidNotMake() {
    Approval.Seal strange = approval(SigningKey.generate(), Optional.empty()).seal().orElseThrow();
    Approval.Seal forged =
        new Approval.Seal(
            strange.subject(),
            strange.expiresAt(),
            strange.evidence(),
            KEY.verification().id(),
            strange.signature());

    refuses(wanted(with(approval(), forged)), "does not verify", "forged");
    refuses(wanted(with(approval(), sealed(seal(), seal().subject(), ""))), "does not verify");
  }

  private static Approval.Seal sealed(
      Approval.Seal seal, Approval.Subject subject, String signature) {
    return new Approval.Seal(subject, seal.expiresAt(), seal.evidence(), seal.keyId(), signature);
  }

  @Test
  void shouldRefuseAnApprovalOfWhichAnyFieldWasAltered() {
    Approval genuine = approval(KEY, Optional.of(NOW.plusSeconds(60)));
    Approval.Seal seal = genuine.seal().orElseThrow();
    Approval longer =
        with(
            genuine,
            new Approval.Seal(
                seal.subject(),
                Optional.of(NOW.plusSeconds(99)),
                seal.evidence(),
                seal.keyId(),
                seal.signature()));
    Approval endless =
        with(
            genuine,
            new Approval.Seal(
                seal.subject(), Optional.empty(), seal.evidence(), seal.keyId(), seal.signature()));
    Approval otherReport =
        with(
            genuine,
            new Approval.Seal(
                seal.subject(),
                seal.expiresAt(),
                new Approval.Evidence("sha256:other", "sha256:environment"),
                seal.keyId(),
                seal.signature()));
    Approval otherPerson = new Approval("eve", genuine.at(), genuine.note(), genuine.seal());
    Approval otherNote = new Approval("grace", genuine.at(), Optional.empty(), genuine.seal());
    Approval otherTime = new Approval("grace", NOW, genuine.note(), genuine.seal());

    for (Approval altered :
        List.of(longer, endless, otherReport, otherPerson, otherNote, otherTime)) {
      refuses(wanted(altered), "does not verify");
    }
  }

  @Test
  void shouldRefuseAnApprovalOfAnotherVersion() {
    Optional<Approval> approval = Optional.of(approval());
    ModelVersion otherDigest = new ModelVersion("scenes", "3", Versions.digest("other"));
    ModelVersion otherVersion = new ModelVersion("scenes", "4", VERSION.digest());
    ModelVersion otherModel = new ModelVersion("pets", "3", VERSION.digest());
    URI otherPlace = URI.create("https://store.example/models/scenes/33");

    refuses(
        new DesiredVersion(otherDigest, ARTIFACT, "production").approved(approval), "the digest");
    refuses(
        new DesiredVersion(otherVersion, ARTIFACT, "production").approved(approval),
        "the version '3'");
    refuses(
        new DesiredVersion(otherModel, ARTIFACT, "production").approved(approval),
        "the model 'scenes', but 'pets' is wanted");
    refuses(
        new DesiredVersion(VERSION, otherPlace, "production").approved(approval),
        "the artifact URI");
  }

  @Test
  void shouldRefuseAnotherStage() {
    refuses(
        new DesiredVersion(VERSION, ARTIFACT, "staging").approved(Optional.of(approval())),
        "the stage 'staging'",
        "environment.stages");
    refuses(
        new DesiredVersion(VERSION, ARTIFACT, "").approved(Optional.of(approval())), "no stage");
    Approval forStaging =
        Approvals.sign(
            new Approval.Subject(VERSION, ARTIFACT, "staging"),
            new Approvals.Decision("grace", NOW, Optional.empty(), Optional.empty()),
            new Approval.Evidence("", ""),
            KEY);
    refuses(wanted(forStaging), "the stage 'staging', but 'production' is wanted");
  }

  @Test
  void shouldRefuseAnArtifactElsewhere() {
    URI elsewhere = URI.create("https://evil.example/models/scenes/3");

    refuses(
        new DesiredVersion(VERSION, elsewhere, "production").approved(Optional.of(approval())),
        "environment.artifact.roots",
        "evil.example");
  }

  @Test
  void shouldRefuseAnExpiredApprovalWhenGoingForwardButNotWhenGoingBack() {
    DesiredVersion expired = wanted(approval(KEY, Optional.of(NOW)));
    DesiredVersion inTime = wanted(approval(KEY, Optional.of(NOW.plusMillis(1))));

    assertThatThrownBy(() -> admission.admit(expired, Direction.FORWARD))
        .isInstanceOf(ModelRefusedException.class)
        .hasMessageContainingAll("expired at 2026-11-27T12:00:00Z", "grace", "promote");
    assertThatCode(() -> admission.admit(expired, Direction.BACK)).doesNotThrowAnyException();
    assertThatCode(() -> admission.admit(inTime, Direction.FORWARD)).doesNotThrowAnyException();
  }

  @Test
  void shouldRefuseABreakThatNobodyApproved() {
    Approval plain = approval();
    Approval.Seal seal = seal();
    Approval.Subject flagged = new Approval.Subject(VERSION, ARTIFACT, "production", true);

    refuses(wanted(plain).breaking(true), "declares a break", "--breaking");
    refuses(
        wanted(with(plain, sealed(seal, flagged, seal.signature()))).breaking(true),
        "does not verify");
  }

  @Test
  void shouldAdmitAnApprovedBreakAlsoWhereTheUpdateDeclaresNone() {
    Approval breaking = approval(KEY, Optional.empty(), true);

    for (Direction direction : Direction.values()) {
      assertThatCode(() -> admission.admit(wanted(breaking).breaking(true), direction))
          .doesNotThrowAnyException();
      assertThatCode(() -> admission.admit(wanted(breaking), direction)).doesNotThrowAnyException();
    }
  }

  @Test
  void shouldTakeAnApprovalOfTheFirstFormForNoBreak() {
    Approval first = firstForm(false);

    assertThatCode(() -> admission.admit(wanted(first), Direction.FORWARD))
        .doesNotThrowAnyException();
    for (Approval approval : List.of(first, firstForm(true))) {
      assertThatThrownBy(() -> admission.admit(wanted(approval).breaking(true), Direction.FORWARD))
          .isInstanceOf(ModelRefusedException.class)
          .hasMessageContainingAll("declares a break", "earlier release", "promote");
      assertThatCode(() -> admission.admit(wanted(approval).breaking(true), Direction.BACK))
          .as("going back needs no flag")
          .doesNotThrowAnyException();
    }
  }

  @Test
  void shouldNotTakeASignatureOfOneFormForAnother() {
    Approval.Seal newest = seal();
    Approval.Seal first = firstForm(false).seal().orElseThrow();

    refuses(wanted(with(approval(), formed(1, newest))), "does not verify");
    refuses(wanted(with(approval(), formed(2, first))), "does not verify");
    for (int form : new int[] {0, -1, 3}) {
      refuses(wanted(with(approval(), formed(form, newest))), "in the form " + form, "1 to 2");
    }
  }

  private static Approval.Seal formed(int form, Approval.Seal seal) {
    return new Approval.Seal(
        form, seal.subject(), seal.expiresAt(), seal.evidence(), seal.keyId(), seal.signature());
  }

  /** As an earlier release signed it. */
  private static Approval firstForm(boolean claimsABreak) {
    Approval approval = approval();
    Approval.Subject subject = new Approval.Subject(VERSION, ARTIFACT, "production", claimsABreak);
    Approval.Seal seal = formed(1, sealed(seal(), subject, ""));
    String signature = KEY.sign(ApprovalStatement.bytes(approval, seal));
    return with(approval, formed(1, sealed(seal, subject, signature)));
  }

  /** A clock that was set back would make every expiry void. */
  @Test
  void shouldRefuseAnApprovalFromTheFutureWhenGoingForward() {
    DesiredVersion ahead = wanted(approvedAt(NOW.plusSeconds(301)));
    DesiredVersion almostNow = wanted(approvedAt(NOW.plusSeconds(300)));

    assertThatThrownBy(() -> admission.admit(ahead, Direction.FORWARD))
        .isInstanceOf(ModelRefusedException.class)
        .hasMessageContainingAll("2026-11-27T12:05:01Z", "2026-11-27T12:00:00Z", "clocks");
    assertThatCode(() -> admission.admit(ahead, Direction.BACK)).doesNotThrowAnyException();
    assertThatCode(() -> admission.admit(almostNow, Direction.FORWARD)).doesNotThrowAnyException();
  }

  private static Approval approvedAt(Instant at) {
    return Approvals.sign(
        new Approval.Subject(VERSION, ARTIFACT, "production"),
        new Approvals.Decision("grace", at, Optional.empty(), Optional.empty()),
        new Approval.Evidence("", ""),
        KEY);
  }

  @Test
  void shouldRefuseTheKeyThatWasTakenOutAndTakeTheOneThatCameIn() {
    SigningKey next = SigningKey.generate();
    ProductionAdmission rotated =
        new ProductionAdmission(
            List.of(next.verification()),
            List.of(URI.create("https://store.example/models")),
            List.of("production"),
            Clock.fixed(NOW, ZoneOffset.UTC));

    assertThatThrownBy(() -> rotated.admit(wanted(approval()), Direction.BACK))
        .isInstanceOf(ModelRefusedException.class)
        .hasMessageContainingAll(KEY.verification().id(), next.verification().id());
    assertThatCode(() -> rotated.admit(wanted(approval(next, Optional.empty())), Direction.FORWARD))
        .doesNotThrowAnyException();
  }

  /** Two environments with the same keys and roots are told apart by their stages. */
  @Test
  void shouldRefuseAnApprovalThatWasCopiedFromAnotherEnvironment() {
    ProductionAdmission other =
        new ProductionAdmission(
            List.of(KEY.verification()),
            List.of(URI.create("https://store.example/models")),
            List.of("production-west"),
            Clock.fixed(NOW, ZoneOffset.UTC));
    DesiredVersion renamed =
        new DesiredVersion(VERSION, ARTIFACT, "production-west").approved(Optional.of(approval()));

    assertThatThrownBy(() -> other.admit(wanted(approval()), Direction.FORWARD))
        .hasMessageContaining("the stage 'production'");
    assertThatThrownBy(() -> other.admit(renamed, Direction.FORWARD))
        .hasMessageContaining("about the stage 'production', but 'production-west' is wanted");
  }

  @Test
  void shouldDemandAnOwnerAndALineage() {
    assertThatThrownBy(() -> admission.admit(manifest(" ", "source")))
        .hasMessageContainingAll("no owner", "--owner");
    assertThatThrownBy(() -> admission.admit(manifest("me", "")))
        .hasMessageContainingAll("no lineage", "--source");
    assertThatCode(() -> admission.admit(manifest("me", "source"))).doesNotThrowAnyException();
  }

  private static ModelManifest manifest(String owner, String source) {
    ModelManifest some = Versions.artifact(VERSION).manifest();
    return new ModelManifest(
        some.model(),
        some.version(),
        some.tags(),
        some.input(),
        some.embedding(),
        some.classification(),
        owner,
        new ModelManifest.Lineage(source, "", ""),
        some.createdAt(),
        some.files());
  }

  /** Whoever verifies approvals with another program relies on these very bytes. */
  @Test
  void shouldSignTheDocumentedBytes() {
    Approval approval =
        new Approval(
            "gräce",
            Instant.ofEpochMilli(1_700_000_000_123L),
            Optional.of("note\nmodel:3:abc"),
            Optional.empty());
    Approval.Seal seal =
        new Approval.Seal(
            new Approval.Subject(
                new ModelVersion("scenes", "3", "sha256:00"), ARTIFACT, "production", true),
            Optional.empty(),
            new Approval.Evidence("sha256:11", ""),
            "ed25519:22",
            "never part of it");

    String signed = new String(ApprovalStatement.bytes(approval, seal), UTF_8);
    String first = new String(ApprovalStatement.bytes(approval, formed(1, seal)), UTF_8);

    assertThat(first)
        .isEqualTo(signed.replace("v2", "v1").replace("breaking:4:true\n", ""))
        .doesNotContain("breaking");
    assertThat(signed)
        .isEqualTo(
            """
            hubstream-approval-v2
            model:6:scenes
            version:1:3
            digest:9:sha256:00
            artifactUri:37:https://store.example/models/scenes/3
            stage:10:production
            breaking:4:true
            approvedBy:6:gräce
            approvedAt:13:1700000000123
            expiresAt:0:
            note:16:note
            model:3:abc
            gateReportDigest:9:sha256:11
            environmentDigest:0:
            keyId:10:ed25519:22
            """);
  }
}
