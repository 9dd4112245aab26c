package io.hubstream.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubstream.service.EnrichmentService;
import io.hubstream.testing.Versions;
import io.hubstream.verify.Swap;
import io.hubstream.verify.Verification;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ServiceIT {
  @TempDir Path dir;

  @Test
  void shouldGiveEveryRecordExactlyOneResultInOrder() throws Exception {
    try (TestStream stream = new TestStream(dir, 3)) {
      // Given
      stream.activate("language", 1);
      stream.publish(0, 2000);
      FakeParts fakes = new FakeParts();
      try (EnrichmentService service = stream.service("a", fakes.parts())) {
        // When
        service.start();
        assertThat(service.awaitCaughtUp()).isTrue();
      }

      // Then
      Verification verification = stream.verify();
      assertThat(verification.holdsExactlyOnce()).as("%s", verification).isTrue();
      assertThat(verification.counts().results()).isEqualTo(2000);
      assertThat(verification.regressed()).isEmpty();
    }
  }

  @Test
  void shouldSwapAtAKnownPositionWhileRecordsFlow() throws Exception {
    try (TestStream stream = new TestStream(dir, 2)) {
      // Given
      stream.activate("language", 1);
      FakeParts fakes = new FakeParts();
      try (EnrichmentService service = stream.service("a", fakes.parts())) {
        service.start();
        stream.publish(0, 1500);
        assertThat(service.awaitCaughtUp()).isTrue();

        // When
        stream.activate("language", 2);
        int next = 1500;
        while (!TestStream.serves(service, Versions.version("language", 2))) {
          stream.publish(next, next + 50);
          next += 50;
        }
        stream.publish(next, next + 500);
        assertThat(service.awaitCaughtUp()).isTrue();
      }

      // Then
      Verification verification = stream.verify();
      assertThat(verification.holdsExactlyOnce()).as("%s", verification).isTrue();
      assertThat(verification.swaps())
          .singleElement()
          .satisfies(
              swap -> {
                assertThat(swap.model()).isEqualTo("language");
                assertThat(swap.fromVersion()).isEqualTo("1");
                assertThat(swap.toVersion()).isEqualTo("2");
                assertThat(swap.positions())
                    .extracting(Swap.Position::partition)
                    .isEqualTo(List.of(0, 1));
              });
      assertThat(fakes.loader.loaded()).allMatch(servable -> servable.closes() == 1);
    }
  }
}
