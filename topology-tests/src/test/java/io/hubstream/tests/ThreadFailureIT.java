package io.hubstream.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubstream.content.Span;
import io.hubstream.records.AuditView;
import io.hubstream.service.EnrichmentService;
import io.hubstream.testing.Versions;
import io.hubstream.verify.TopicVerifier;
import io.hubstream.verify.Verification;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A device that fails costs a stream thread, which is replaced, and no record. */
@Timeout(240)
class ThreadFailureIT {
  private static final int BEFORE = 300;
  private static final int RECORDS = 1200;

  @TempDir Path dir;
  private final FakeParts fakes = new FakeParts();
  private final List<Span> spans = new ArrayList<>();

  @BeforeEach
  void loseTheDeviceAfterSomeResults() {
    fakes.loader.behave(
        Versions.version("language", 1),
        TextModels.losingTheDeviceOnce(
            Duration.ofMillis(2), () -> fakes.forwarded() > BEFORE + 200));
  }

  @Test
  void shouldLoseAndRepeatNothingWhenAThreadIsReplacedUnderExactlyOnce() throws Exception {
    try (TestStream stream = stream("exactly_once_v2")) {
      // When
      run(stream);

      // Then
      Verification verification = stream.verify(collecting());
      assertThat(verification.holdsExactlyOnce()).as("%s", verification).isTrue();
      assertThat(verification.counts().results()).isEqualTo(RECORDS);
      assertThat(fakes.forwarded()).as("some were computed again").isGreaterThan(RECORDS);
      assertThat(spans).noneMatch(Span::mayOverlap);
    }
  }

  @Test
  void shouldRepeatUnderTheSameResultIdWhenAThreadIsReplacedUnderAtLeastOnce() throws Exception {
    try (TestStream stream = stream("at_least_once")) {
      // When
      run(stream);

      // Then
      Verification verification = stream.verify(collecting());
      assertThat(verification.holdsAtLeastOnce()).as("%s", verification).isTrue();
      assertThat(verification.counts().results()).isEqualTo(RECORDS);
      assertThat(verification.faults().duplicates()).isPositive();
      assertThat(spans.stream().filter(span -> span.first().offset() > 0))
          .as("the span after the failure says that it may repeat records")
          .isNotEmpty()
          .anyMatch(Span::mayOverlap);
    }
  }

  /** Commits are rare, so that the failure finds results that were not committed. */
  private TestStream stream(String guarantee) throws Exception {
    TestStream stream =
        new TestStream(dir, 2)
            .with("processing.guarantee", guarantee)
            .with("commit.interval.ms", "1000");
    stream.activate("language", 1);
    stream.publish(0, BEFORE);
    return stream;
  }

  private void run(TestStream stream) throws Exception {
    try (EnrichmentService service = stream.service("a", fakes.parts())) {
      service.start();
      assertThat(service.awaitCaughtUp()).isTrue();
      stream.publish(BEFORE, RECORDS);
      assertThat(service.awaitCaughtUp()).isTrue();
      assertThat(service.failed()).isFalse();
    }
  }

  private TopicVerifier.Listener collecting() {
    return new TopicVerifier.Listener() {
      @Override
      public void onAudit(AuditView event) {
        if (event instanceof AuditView.SpanView span) {
          spans.add(span.span());
        }
      }
    };
  }
}
