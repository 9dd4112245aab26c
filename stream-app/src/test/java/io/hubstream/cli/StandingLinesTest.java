package io.hubstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hubstream.audit.InstanceStanding;
import io.hubstream.content.ModelVersion;
import io.hubstream.serving.LifecycleEvent;
import io.hubstream.serving.LifecycleEvent.Detail;
import io.hubstream.serving.Phase;
import io.hubstream.testing.Versions;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StandingLinesTest {
  private static final ModelVersion V2 = Versions.version("a", 2);
  private static final ModelVersion V3 = Versions.version("a", 3);

  private static LifecycleEvent step(long second, Phase phase, ModelVersion version, Detail how) {
    return LifecycleEvent.of(Instant.ofEpochSecond(second), "a", phase, LifecycleEvent.Origin.NONE)
        .ofVersion(version)
        .with(how);
  }

  private static InstanceStanding serving(
      ModelVersion version, LifecycleEvent last, Optional<LifecycleEvent> obstacle) {
    return new InstanceStanding(
        Optional.of(new InstanceStanding.Serving(version, Optional.of(Instant.ofEpochSecond(10)))),
        last,
        obstacle);
  }

  private static final LifecycleEvent REFUSED =
      step(20, Phase.REJECTED, V3, Detail.rejected(Phase.WARMED, "a batch of 8 failed"));

  @Test
  void shouldShowWhatServesAndTheRefusalOfWhatIsDesired() {
    InstanceStanding standing = serving(V2, REFUSED, Optional.of(REFUSED));

    assertThat(StandingLines.text("one", standing, Optional.of(V3)))
        .containsExactly(
            "one       serves 2 since 1970-01-01T00:00:10Z",
            "          3 is wanted: REJECTED in WARMED 3 at 1970-01-01T00:00:20Z: a batch of 8 failed");
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    StandingLines.json(json, standing, Optional.of(V3));
    assertThat(json.at("/serving/version").asText()).isEqualTo("2");
    assertThat(json.at("/serving/digest").asText()).isEqualTo(V2.digest());
    assertThat(json.at("/serving/since").asText()).isEqualTo("1970-01-01T00:00:10Z");
    assertThat(json.get("differs").asBoolean()).isTrue();
    assertThat(json.get("phase").asText()).isEqualTo("REJECTED");
    assertThat(json.get("rejectedIn").asText()).isEqualTo("WARMED");
    assertThat(json.get("reason").asText()).isEqualTo("a batch of 8 failed");
  }

  @Test
  void shouldShowWhyAVersionWaitsAndHowFarItHasGot() {
    LifecycleEvent waits =
        step(20, Phase.REQUESTED, V3, Detail.because("attempt 2 of 16 failed in FETCHED: 503"));
    LifecycleEvent fetched = step(30, Phase.FETCHED, V3, Detail.NONE);

    assertThat(StandingLines.text("one", serving(V2, fetched, Optional.of(waits)), Optional.of(V3)))
        .hasSize(3)
        .anyMatch(line -> line.contains("REQUESTED 3 at") && line.endsWith("in FETCHED: 503"))
        .anyMatch(line -> line.contains("last step: FETCHED 3 at 1970-01-01T00:00:30Z"));
  }

  @Test
  void shouldShowOneLineWhereWhatIsDesiredServes() {
    LifecycleEvent activated = step(10, Phase.ACTIVATED, V2, Detail.because("better"));
    InstanceStanding standing = serving(V2, activated, Optional.empty());

    assertThat(StandingLines.text("one", standing, Optional.of(V2))).hasSize(1);
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    StandingLines.json(json, standing, Optional.of(V2));
    assertThat(json.get("differs").asBoolean()).isFalse();
    assertThat(json.get("phase").asText()).isEqualTo("ACTIVATED");
  }
}
