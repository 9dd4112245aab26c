package io.hubstream.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubstream.content.Payload;
import io.hubstream.content.Sha256;
import io.hubstream.service.EnrichmentService;
import io.hubstream.verify.DeadLetter;
import io.hubstream.verify.TopicVerifier;
import io.hubstream.verify.Verification;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A store that is down holds the stream up; a payload that is wrong is a dead letter. */
@Timeout(240)
class PayloadOutageIT {
  private static final int RECORDS = 300;

  @TempDir Path dir;
  private final FakeParts fakes = new FakeParts();
  private final Map<String, String> deadLetters = new TreeMap<>();

  @Test
  void shouldPauseAndGoOnByItselfWhenThePayloadStoreIsAway() throws Exception {
    Path root = Files.createDirectory(dir.resolve("payloads"));
    Path away = dir.resolve("away");
    try (TestStream stream = new TestStream(dir, 2);
        ResultsWatch watch = new ResultsWatch(stream)) {
      // Given
      stream
          .with("payload.file.roots", root.toString())
          .with("payload.max.bytes", "1000")
          .activate("language", 1);
      try (EnrichmentService service = stream.service("a", fakes.parts())) {
        service.start();
        publish(stream, root, 0, RECORDS);
        watch.await(RECORDS / 2);

        // When
        Files.move(root, away);
        publishReferences(stream, root, away, RECORDS, 2 * RECORDS);
        Eventually.throughout(Duration.ofSeconds(4), "it waits", () -> stream.lag() >= RECORDS);
        assertThat(service.health().live()).isTrue();
        Files.move(away, root);
        assertThat(service.awaitCaughtUp()).isTrue();
      }

      // Then
      Verification verification = stream.verify(collecting());
      assertThat(verification.holdsExactlyOnce()).as("%s", verification).isTrue();
      assertThat(verification.counts().results()).isEqualTo(2 * RECORDS);
      assertThat(deadLetters).isEmpty();
    }
  }

  @Test
  void shouldDeadLetterOnlyTheClaimCheckThatIsWrong() throws Exception {
    Path root = Files.createDirectory(dir.resolve("payloads"));
    try (TestStream stream = new TestStream(dir, 2)) {
      // Given
      stream
          .with("payload.file.roots", root.toString())
          .with("payload.max.bytes", "1000")
          .activate("language", 1);
      publish(stream, root, 0, 20);
      Path small = Files.writeString(root.resolve("small"), "small");
      Path large = Files.writeString(root.resolve("large"), "x".repeat(1001));
      stream.publish("large", "text/plain", reference(large, Files.readAllBytes(large)));
      stream.publish("missing", "text/plain", reference(root.resolve("none"), new byte[] {1}));
      stream.publish("other", "text/plain", reference(small, TestStream.bytes("SMALL")));
      stream.publish("longer", "text/plain", reference(small, TestStream.bytes("smaller")));
      stream.publish("outside", "text/plain", reference(dir.resolve("secret"), new byte[] {1}));
      publish(stream, root, 20, 40);

      // When
      try (EnrichmentService service = stream.service("a", fakes.parts())) {
        service.start();
        assertThat(service.awaitCaughtUp()).isTrue();
      }

      // Then
      Verification verification = stream.verify(collecting());
      assertThat(verification.holdsExactlyOnce()).as("%s", verification).isTrue();
      assertThat(verification.counts().results()).isEqualTo(40);
      assertThat(deadLetters)
          .containsExactlyInAnyOrderEntriesOf(
              Map.of(
                  "large", "PAYLOAD_TOO_LARGE",
                  "missing", "PAYLOAD_MISSING",
                  "other", "PAYLOAD_MISMATCH",
                  "longer", "PAYLOAD_MISMATCH",
                  "outside", "PAYLOAD_REFUSED"));
    }
  }

  private static void publish(TestStream stream, Path root, int from, int to) throws Exception {
    publishReferences(stream, root, root, from, to);
  }

  /** The files are written to one folder, and named as if they stood in another. */
  private static void publishReferences(
      TestStream stream, Path named, Path written, int from, int to) throws Exception {
    for (int i = from; i < to; i++) {
      byte[] bytes = TestStream.bytes("text number " + i);
      Files.write(written.resolve("file-" + i), bytes);
      stream.publish("item-" + i, "text/plain", reference(named.resolve("file-" + i), bytes));
    }
    stream.flush();
  }

  private static Payload reference(Path file, byte[] bytes) {
    return new Payload.Reference(
        URI.create("file://" + file),
        bytes.length,
        Sha256.hex(ByteBuffer.wrap(bytes)),
        Optional.empty());
  }

  private TopicVerifier.Listener collecting() {
    return new TopicVerifier.Listener() {
      @Override
      public void onDeadLetter(DeadLetter letter) {
        deadLetters.put(letter.key(), letter.kind());
      }
    };
  }
}
