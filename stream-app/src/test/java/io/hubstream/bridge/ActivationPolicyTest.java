package io.hubstream.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubstream.content.ModelVersion;
import io.hubstream.serving.DesiredVersion;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

class ActivationPolicyTest {
  private static final ActivationPolicy POLICY =
      new ActivationPolicy(
          List.of("scenes*", "language"), List.of("scenes-*:staging", "language"), false);

  @Test
  void shouldPassOverModelsThatDoNotConcernUs() {
    assertThat(POLICY.concerns("scenes-night")).isTrue();
    assertThat(POLICY.concerns("language")).isTrue();
    assertThat(POLICY.concerns("language2")).isFalse();
    assertThat(POLICY.concerns("other")).isFalse();
  }

  @Test
  void shouldLetGoLiveWhatARuleNamesByModelAndStage() {
    assertThat(POLICY.waits("scenes-night", "staging")).isEmpty();
    assertThat(POLICY.waits("language", "whatever")).isEmpty();
    assertThat(POLICY.waits("scenes-night", "production")).get().asString().contains("production");
    assertThat(POLICY.waits("scenes", "staging")).isPresent();
    assertThat(POLICY.waits("scenes-night", "")).get().asString().contains("without a stage");
  }

  @Test
  void shouldLetNothingGoLiveInProduction() {
    ActivationPolicy production = new ActivationPolicy(List.of("*"), List.of("*"), true);

    assertThat(production.waits("language", "production")).get().asString().contains("approval");
    assertThat(
            production.command(
                new DesiredVersion(
                    new ModelVersion("language", "2", "sha256:x"),
                    URI.create("abfss://m@s/2"),
                    "")))
        .isEqualTo(
            "hubstream model promote language 2 --artifact abfss://m@s/2 --to production --key FILE");
  }

  @Test
  void shouldTakeNamesLiterallyButForTheStar() {
    ActivationPolicy policy = new ActivationPolicy(List.of("*"), List.of("a.b", "x*y*z"), false);

    assertThat(policy.waits("aXb", "")).isPresent();
    assertThat(policy.waits("a.b", "")).isEmpty();
    assertThat(policy.waits("x1y2z", "")).isEmpty();
    assertThat(policy.waits("x1z", "")).isPresent();
  }
}
