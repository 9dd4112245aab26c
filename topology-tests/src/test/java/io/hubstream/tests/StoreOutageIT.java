package io.hubstream.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubstream.registry.RegistryPublisher;
import io.hubstream.service.EnrichmentService;
import io.hubstream.service.ServiceParts;
import io.hubstream.service.TensorFlowParts;
import io.hubstream.serving.DesiredVersion;
import io.hubstream.serving.LifecycleEvent;
import io.hubstream.serving.Phase;
import io.hubstream.verify.Verification;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An artifact store is gone for as long as one is in real life, at the default settings. */
@Tag("soak")
@Timeout(240)
class StoreOutageIT {
  private static final String MODEL = "letters";
  private static final Duration OUTAGE = Duration.ofMinutes(1);

  @TempDir Path dir;

  @Test
  void shouldServeTheOldVersionForAMinuteAndTheNewOneOnceTheStoreIsBack() throws Exception {
    BadVersions versions = new BadVersions(dir.resolve("models"));
    try (TestStream stream = new TestStream(dir, 2)) {
      // Given
      activate(stream, versions.good(MODEL, "1"));
      DesiredVersion second = versions.good(MODEL, "2");
      Path folder = Path.of(second.artifactUri());
      Path away = folder.resolveSibling("away");
      SteadyPublisher publisher = new SteadyPublisher(stream, 100);
      ServiceParts parts = TensorFlowParts.of(stream.config("a"), ServiceParts.Meters.NONE);
      try (publisher;
          LifecycleWatch audit = new LifecycleWatch(stream);
          ResultsWatch results = new ResultsWatch(stream);
          EnrichmentService service = stream.service("a", parts)) {
        service.start();
        results.awaitMore(100, "results of version 1", seen -> seen.version().equals("1"));
        results.forgetStandstill();

        // When
        Files.move(folder, away);
        long offset = activate(stream, second);
        TimeUnit.NANOSECONDS.sleep(OUTAGE.toNanos());
        assertThat(results.count(seen -> seen.version().equals("2"))).isZero();
        Files.move(away, folder);

        // Then
        results.awaitMore(100, "results of version 2", seen -> seen.version().equals("2"));
        LifecycleEvent end = audit.end(offset).orElseThrow();
        System.out.printf(
            "after %d s without the store: %s, %s; longest time without a result %d ms%n",
            OUTAGE.toSeconds(),
            end.phase(),
            end.reason().orElse(""),
            results.longestStandstill().toMillis());
        assertThat(end.phase()).isEqualTo(Phase.ACTIVATED);
        LifecycleEvent again = audit.triedAgain(offset).orElseThrow();
        assertThat(again.detail().rejectedIn()).contains(Phase.FETCHED);
        assertThat(end.reason()).get().asString().contains("of 16 succeeded");
        assertThat(results.longestStandstill()).isLessThan(OUTAGE.dividedBy(4));
        publisher.stop();
        assertThat(service.awaitCaughtUp()).isTrue();
      }
      Verification verification = stream.verify();
      assertThat(verification.holdsExactlyOnce()).as("%s", verification).isTrue();
      assertThat(verification.counts().deadLetters()).isZero();
    }
  }

  private static long activate(TestStream stream, DesiredVersion wanted) throws Exception {
    return stream
        .registry()
        .activate(wanted, wanted.approval(), new RegistryPublisher.Request("tester", "new"))
        .offset();
  }
}
