package io.hubstream.bench;

import io.hubstream.bench.arm.Arm;
import io.hubstream.config.BatchSettings;
import io.hubstream.config.HttpSettings;
import io.hubstream.config.InferenceSettings;
import io.hubstream.config.KafkaSettings;
import io.hubstream.config.ModelSettings;
import io.hubstream.config.PayloadSettings;
import io.hubstream.config.StreamSettings;
import io.hubstream.config.WindowSettings;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Settings of the processes that are measured: the defaults, what the caller changes, and what the
 * surroundings require.
 *
 * @param changed by the caller
 * @param work folder of the measurement
 * @param contentRoot folder that claim checks may name files in
 */
record ArmSettings(
    String bootstrapServers, Map<String, String> changed, Path work, Path contentRoot) {
  private static final Map<String, String> ONE_AT_A_TIME =
      Map.of(
          BatchSettings.MAX_SIZE, "1",
          BatchSettings.ALLOWED_SIZES, "1",
          WindowSettings.MAX_RECORDS, "1",
          InferenceSettings.CONCURRENCY, "1");

  /**
   * @param run name of the run, its group's too
   * @param instance name of the process within the group
   */
  Map<String, String> of(Arm arm, String run, String instance, RunTopics topics) {
    Map<String, String> settings = new HashMap<>(changed);
    if (arm == Arm.RECORD_AT_A_TIME) {
      settings.putAll(ONE_AT_A_TIME);
    }
    settings.putAll(topics.settings());
    settings.put(KafkaSettings.BOOTSTRAP_SERVERS, bootstrapServers);
    settings.put(KafkaSettings.APPLICATION_ID, run);
    settings.put(KafkaSettings.INSTANCE_ID, instance);
    settings.put(StreamSettings.STATE_DIR, work.resolve("state").resolve(run).toString());
    settings.put(ModelSettings.CACHE_DIR, work.resolve("cache").toString());
    settings.put(PayloadSettings.FILE_ROOTS, contentRoot.toString());
    settings.put(HttpSettings.PORT, "-1");
    return settings;
  }
}
