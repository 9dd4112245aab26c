package io.hubstream.service;

import io.hubstream.approval.ProductionAdmission;
import io.hubstream.config.EnvironmentSettings;
import io.hubstream.serving.AdmissionPolicy;
import io.hubstream.signing.VerificationKey;
import java.time.Clock;

/** The admission policy that the settings ask for. */
public final class Admissions {
  private Admissions() {}

  /** What may serve here. */
  public static AdmissionPolicy of(EnvironmentSettings settings, Clock clock) {
    return settings.isProduction()
        ? new ProductionAdmission(
            settings.publicKeys(), settings.artifactRoots(), settings.stages(), clock)
        : AdmissionPolicy.LENIENT;
  }

  /** One line for the start of the service. */
  static String described(EnvironmentSettings settings) {
    return settings.isProduction()
        ? "Environment: production. What serves has an approval by one of %s, stage %s, an owner, a lineage, and its artifact under %s."
            .formatted(
                settings.publicKeys().stream().map(VerificationKey::id).toList(),
                settings.stages(),
                settings.artifactRoots())
        : "Environment: development. Approvals, stages, owners, lineages and artifact roots are not checked; environment=production does.";
  }
}
