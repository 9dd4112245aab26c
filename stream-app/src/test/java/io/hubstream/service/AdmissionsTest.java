package io.hubstream.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubstream.approval.ProductionAdmission;
import io.hubstream.config.ConfigLoader;
import io.hubstream.config.EnvironmentSettings;
import io.hubstream.serving.AdmissionPolicy;
import io.hubstream.signing.SigningKey;
import io.hubstream.signing.VerificationKey;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AdmissionsTest {
  @Test
  void shouldAdmitEverythingInDevelopmentAndSaySoInOneLine() {
    EnvironmentSettings settings =
        ConfigLoader.of(Map.of("bootstrap.servers", "localhost:9092")).models().environment();

    assertThat(Admissions.of(settings, Clock.systemUTC())).isSameAs(AdmissionPolicy.LENIENT);
    assertThat(Admissions.described(settings))
        .contains("development", "not checked", "environment=production")
        .doesNotContain("\n");
  }

  @Test
  void shouldDemandApprovalsInProductionAndNameWhoMayGiveThem() {
    VerificationKey key = SigningKey.generate().verification();
    EnvironmentSettings settings =
        ConfigLoader.of(
                Map.of(
                    "bootstrap.servers", "localhost:9092",
                    "environment", "production",
                    "environment.public.keys", key.pem(),
                    "environment.artifact.roots", "/models"))
            .models()
            .environment();

    assertThat(Admissions.of(settings, Clock.systemUTC())).isInstanceOf(ProductionAdmission.class);
    assertThat(Admissions.described(settings))
        .contains("production", key.id(), "file:///models")
        .doesNotContain("\n");
  }
}
