package io.hubstream.records;

import io.hubstream.schemas.Environment;
import java.util.Optional;

/** The fingerprint of an environment to and from its Avro form. */
final class Environments {
  private Environments() {}

  static Environment toAvro(RuntimeEnvironment environment) {
    RuntimeEnvironment.Gpu gpu = environment.gpu();
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
        new RuntimeEnvironment.Platform(environment.getJvm(), environment.getOs()),
        Optional.ofNullable(environment.getEnvironmentDigest()));
  }
}
