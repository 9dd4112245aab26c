package io.hubstream.tests;

import static io.hubstream.tests.BadVersions.LETTERS;
import static io.hubstream.tests.BadVersions.PICTURES;
import static org.assertj.core.api.Assertions.assertThat;

import io.hubstream.content.ModelVersion;
import io.hubstream.content.Payload;
import io.hubstream.registry.RegistryPublisher;
import io.hubstream.service.EnrichmentService;
import io.hubstream.service.ServiceParts;
import io.hubstream.service.TensorFlowParts;
import io.hubstream.serving.DesiredVersion;
import io.hubstream.signing.SigningKey;
import io.hubstream.tests.UpdateTable.Row;
import io.hubstream.verify.Verification;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every bad update that we could think of, offered while records flow: each ends as it should, in
 * the phase and for the reason that the audit names, what served goes on serving, and nothing is
 * lost. Archives with {@code ../} in a name and archives that unpack without end never become an
 * update: {@code model import} refuses them, see {@code TarArchiveTest}.
 */
@Timeout(240)
class BadModelsIT {
  static final String EXTRA = "extra";
  private static final int PER_SECOND = 100;

  @TempDir Path dir;

  @Test
  void shouldGoOnServingWhateverIsOfferedWhileRecordsFlow() throws Exception {
    BadVersions versions = new BadVersions(dir.resolve("models"));
    DesiredVersion letters = versions.good(LETTERS, "1");
    DesiredVersion pictures = versions.good(PICTURES, "1");
    try (TestStream stream = new TestStream(dir, 2)) {
      // Given
      stream
          .with("models.store.attempts", "3")
          .with("models.memory.max.mb", "300")
          .with("model.warmup.timeout.ms", "4000");
      RegistryPublisher.Published first = activate(stream, letters);
      RegistryPublisher.Published second = activate(stream, letters);
      activate(stream, pictures);
      activate(stream, versions.good(EXTRA, "1"));

      // When
      List<String> problems =
          problems(
              stream,
              List.of(letters.version(), pictures.version()),
              List.of(
                  RegistryRows.all(versions, List.of(first.state(), second.state())),
                  ArtifactRows.all(versions),
                  GraphRows.all(versions),
                  List.of(ArtifactRows.outage(versions))));

      // Then
      assertThat(problems).isEmpty();
      Verification verification = verified(stream);
      assertThat(verification.swaps())
          .singleElement()
          .satisfies(
              swap ->
                  assertThat(List.of(swap.model(), swap.fromVersion(), swap.toVersion()))
                      .containsExactly(LETTERS, "1", "after-the-outage"));
    }
  }

  @Test
  void shouldServeInProductionOnlyWhatWasApproved() throws Exception {
    BadVersions versions = new BadVersions(dir.resolve("approved"));
    SigningKey key = SigningKey.generate();
    DesiredVersion letters =
        ProductionRows.approved(versions.good(LETTERS, "1"), key, Optional.empty());
    try (TestStream stream = new TestStream(dir, 2)) {
      // Given
      stream
          .with("environment", "production")
          .with("environment.public.keys", key.verification().pem())
          .with("environment.artifact.roots", dir.resolve("approved").toString());
      activate(stream, letters);

      // When
      List<String> problems =
          problems(stream, List.of(letters.version()), List.of(ProductionRows.all(dir, key)));

      // Then
      assertThat(problems).isEmpty();
      assertThat(verified(stream).swaps()).isEmpty();
    }
  }

  private List<String> problems(
      TestStream stream, List<ModelVersion> serving, List<List<Row>> tables) throws Exception {
    ServiceParts real = TensorFlowParts.of(stream.config("a"), ServiceParts.Meters.NONE);
    SteadyPublisher publisher = new SteadyPublisher(stream, PER_SECOND);
    byte[] png = png();
    try (StuckLoader loader = new StuckLoader(real.loader());
        publisher;
        ResultsWatch results = new ResultsWatch(stream);
        EnrichmentService service = stream.service("a", with(real, loader));
        UpdateTable table = new UpdateTable(stream, service, results, serving)) {
      service.start();
      results.await(PER_SECOND);
      List<String> problems = new ArrayList<>();
      for (Row row : tables.stream().flatMap(List::stream).toList()) {
        if (serving.size() > 1) {
          stream.publish(row.name(), "image/png", new Payload.Inline(ByteBuffer.wrap(png)));
        }
        problems.addAll(table.problems(row));
      }
      publisher.stop();
      assertThat(service.awaitCaughtUp()).isTrue();
      return problems;
    }
  }

  private static ServiceParts with(ServiceParts parts, StuckLoader loader) {
    return new ServiceParts(
        loader,
        parts.images(),
        parts.documents(),
        parts.artifacts(),
        parts.tensorFlowVersion(),
        parts.meters());
  }

  private static Verification verified(TestStream stream) {
    Verification verification = stream.verify();
    assertThat(verification.holdsExactlyOnce()).as("%s", verification).isTrue();
    assertThat(verification.counts().deadLetters()).isZero();
    assertThat(verification.counts().results())
        .isEqualTo(verification.counts().recordsPublished())
        .isGreaterThan(PER_SECOND);
    return verification;
  }

  private static RegistryPublisher.Published activate(TestStream stream, DesiredVersion wanted)
      throws Exception {
    return stream
        .registry()
        .activate(
            wanted, wanted.approval(), new RegistryPublisher.Request("tester", "to begin with"));
  }

  private static byte[] png() throws IOException {
    BufferedImage picture =
        new BufferedImage(
            BadVersions.PICTURE_SIZE, BadVersions.PICTURE_SIZE, BufferedImage.TYPE_INT_RGB);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThat(ImageIO.write(picture, "png", out)).isTrue();
    return out.toByteArray();
  }
}
