package io.hubstream.tests;

import static io.hubstream.tests.BadVersions.LETTERS;

import io.hubstream.approval.Approvals;
import io.hubstream.serving.Approval;
import io.hubstream.serving.DesiredVersion;
import io.hubstream.serving.Phase;
import io.hubstream.signing.SigningKey;
import io.hubstream.testing.Versions;
import io.hubstream.tests.UpdateTable.Row;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Versions that are sound, and that nobody has let into production. */
final class ProductionRows {
  private ProductionRows() {}

  static List<Row> all(Path dir, SigningKey key) {
    BadVersions versions = new BadVersions(dir.resolve("approved"));
    return Stream.of(places(dir, versions, key), approvals(versions, key))
        .flatMap(List::stream)
        .toList();
  }

  private static List<Row> places(Path dir, BadVersions versions, SigningKey key) {
    return List.of(
        Row.activating(
            "artifact outside of the roots",
            Phase.REQUESTED,
            () ->
                approved(
                    new BadVersions(dir.resolve("elsewhere")).good(LETTERS, "outside"),
                    key,
                    Optional.empty()),
            "environment.artifact.roots",
            "lies elsewhere"),
        Row.of(
            "artifact outside of the roots by ..",
            Phase.REQUESTED,
            table -> {
              DesiredVersion wanted = versions.good(LETTERS, "roundabout");
              URI uri = URI.create(dir.resolve("approved").toUri() + "../approved/letters/x");
              return table.activate(
                  approved(
                      new DesiredVersion(wanted.version(), uri, "production"),
                      key,
                      Optional.empty()));
            },
            "has '.' or '..' in its path"),
        Row.activating(
            "not for production",
            Phase.REQUESTED,
            () -> staged(versions.good(LETTERS, "trial"), "staging"),
            "the stage 'staging'",
            "environment.stages"),
        Row.activating(
            "nobody owns it",
            Phase.VERIFIED,
            () -> approved(versions.ofNobody(LETTERS, "orphan"), key, Optional.empty()),
            "names no owner, which production demands"));
  }

  private static List<Row> approvals(BadVersions versions, SigningKey key) {
    SigningKey stranger = SigningKey.generate();
    return List.of(
        Row.activating(
            "nobody approved it",
            Phase.REQUESTED,
            () -> staged(versions.good(LETTERS, "unapproved"), "production"),
            "nobody approved it",
            "hubstream model promote"),
        Row.activating(
            "approved by a stranger",
            Phase.REQUESTED,
            () -> approved(versions.good(LETTERS, "strange"), stranger, Optional.empty()),
            stranger.verification().id(),
            "which environment.public.keys does not name"),
        Row.activating(
            "forged approval",
            Phase.REQUESTED,
            () ->
                forged(approved(versions.good(LETTERS, "forged"), stranger, Optional.empty()), key),
            "does not verify",
            "altered or forged"),
        Row.activating(
            "expired approval",
            Phase.REQUESTED,
            () ->
                approved(
                    versions.good(LETTERS, "expired"),
                    key,
                    Optional.of(Instant.now().minusSeconds(60))),
            "its approval by grace of",
            "expired at"),
        Row.activating(
            "a break that nobody approved",
            Phase.REQUESTED,
            () -> approved(versions.good(LETTERS, "flagged"), key, Optional.empty()).breaking(true),
            "declares a break that its approval does not cover"),
        Row.activating(
            "a break that is claimed in the approval",
            Phase.REQUESTED,
            () -> claiming(approved(versions.good(LETTERS, "claimed"), key, Optional.empty())),
            "does not verify"),
        Row.activating(
            "approval of another version",
            Phase.REQUESTED,
            () ->
                staged(versions.good(LETTERS, "borrowing"), "production")
                    .approved(
                        approved(versions.good(LETTERS, "lending"), key, Optional.empty())
                            .approval()),
            "its approval is about the version 'lending', but 'borrowing' is wanted"));
  }

  /** Somebody adds to update and approval that consumers were told. */
  private static DesiredVersion claiming(DesiredVersion wanted) {
    Approval.Subject claimed =
        new Approval.Subject(wanted.version(), wanted.artifactUri(), "production", true);
    Approval.Seal seal = seal(wanted);
    return sealed(
        wanted.breaking(true),
        new Approval.Seal(
            claimed, seal.expiresAt(), seal.evidence(), seal.keyId(), seal.signature()));
  }

  private static DesiredVersion staged(DesiredVersion wanted, String stage) {
    return new DesiredVersion(wanted.version(), wanted.artifactUri(), stage);
  }

  static DesiredVersion approved(DesiredVersion wanted, SigningKey key, Optional<Instant> expires) {
    Approval approval =
        Approvals.sign(
            new Approval.Subject(wanted.version(), wanted.artifactUri(), "production"),
            new Approvals.Decision(
                "grace", Instant.now().minus(Duration.ofHours(1)), expires, Optional.empty()),
            new Approval.Evidence(Versions.digest("report"), ""),
            key);
    return staged(wanted, "production").approved(Optional.of(approval));
  }

  /** Claims to be signed by a key that did not sign. */
  private static DesiredVersion forged(DesiredVersion wanted, SigningKey claimed) {
    Approval.Seal seal = seal(wanted);
    return sealed(
        wanted,
        new Approval.Seal(
            seal.subject(),
            seal.expiresAt(),
            seal.evidence(),
            claimed.verification().id(),
            seal.signature()));
  }

  private static Approval.Seal seal(DesiredVersion wanted) {
    return wanted.approval().flatMap(Approval::seal).orElseThrow();
  }

  private static DesiredVersion sealed(DesiredVersion wanted, Approval.Seal seal) {
    return wanted.approved(
        wanted
            .approval()
            .map(by -> new Approval(by.approvedBy(), by.at(), by.note(), Optional.of(seal))));
  }
}
