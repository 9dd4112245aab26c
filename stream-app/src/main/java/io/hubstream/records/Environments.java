package io.hubstream.records;

import io.hubstream.schemas.Environment;
import java.util.Objects;
import java.util.Optional;

/** The fingerprint of an environment to and from its Avro form. */
final class Environments {
  private Environments() {}

  static Environment toAvro(RuntimeEnvironment environment) {
    RuntimeEnvironment.Gpu gpu = environment.gpu();
    Optional<RuntimeEnvironment.Brokers> brokers = environment.platform().brokers();
    return Environment.newBuilder()
        .setApplication(environment.applicationVersion())
        .setGitCommit(environment.gitCommit().orElse(null))
        .setTensorflow(environment.tensorflowVersion())
        .setCuda(gpu.cuda().orElse(null))
        .setCudnn(gpu.cudnn().orElse(null))
        .setDriver(gpu.driver().orElse(null))
        .setJvm(environment.platform().jvm())
        .setOs(environment.platform().os())
        .setEnvironmentDigest(environment.digest().orElse(null))
        .setBrokerProfile(brokers.map(RuntimeEnvironment.Brokers::profile).orElse(null))
        .setGuarantee(brokers.map(RuntimeEnvironment.Brokers::guarantee).orElse(null))
        .setGuaranteeReason(brokers.map(RuntimeEnvironment.Brokers::reason).orElse(null))
        .build();
  }

  static RuntimeEnvironment fromAvro(String instance, Environment environment) {
    return new RuntimeEnvironment(
        instance,
        environment.getApplication(),
        Optional.ofNullable(environment.getGitCommit()),
        environment.getTensorflow(),
        new RuntimeEnvironment.Gpu(
            Optional.ofNullable(environment.getCuda()),
            Optional.ofNullable(environment.getCudnn()),
            Optional.ofNullable(environment.getDriver())),
        new RuntimeEnvironment.Platform(
            environment.getJvm(), environment.getOs(), brokers(environment)),
        Optional.ofNullable(environment.getEnvironmentDigest()));
  }

  private static Optional<RuntimeEnvironment.Brokers> brokers(Environment environment) {
    return Optional.ofNullable(environment.getBrokerProfile())
        .map(
            profile ->
                new RuntimeEnvironment.Brokers(
                    profile,
                    Objects.requireNonNullElse(environment.getGuarantee(), ""),
                    Objects.requireNonNullElse(environment.getGuaranteeReason(), "")));
  }
}
