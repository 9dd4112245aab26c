package io.hubstream.bridge;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hubstream.content.SourcePosition;
import java.time.Instant;

/** Events as Event Grid delivers them. */
final class GridEvents {
  static final String WORKSPACE =
      "/subscriptions/0000-1111/resourceGroups/rg/providers/Microsoft.MachineLearningServices/workspaces/shop";
  static final String DIGEST = "sha256:" + "ab".repeat(32);

  private GridEvents() {}

  /** In Event Grid's schema, an array of one. */
  static String registered(String id, String model, int version, String time) {
    return registered(id, model, version, time, tags(model, version, ""));
  }

  static String registered(String id, String model, int version, String time, String tags) {
    return """
        [{"topic":"%s","subject":"models/%s:%d","eventType":"Microsoft.MachineLearningServices.ModelRegistered",
          "eventTime":"%s","id":"%s",
          "data":{"ModelName":"%s","ModelVersion":%d,"ModelTags":{%s},"ModelProperties":{"type":"test"}},
          "dataVersion":"","metadataVersion":"1"}]"""
        .formatted(WORKSPACE, model, version, time, id, model, version, tags);
  }

  /** Tags by the convention; the digest tells the versions apart. */
  static String tags(String model, int version, String stage) {
    return """
        "hubstream.artifact":"https://shop.blob.core.windows.net/models/%s/%d","hubstream.digest":"%s"%s"""
        .formatted(
            model,
            version,
            digest(version),
            stage.isEmpty() ? "" : ",\"hubstream.stage\":\"%s\"".formatted(stage));
  }

  static String digest(int version) {
    return "sha256:" + "%02d".formatted(version % 100).repeat(32);
  }

  static HubEvent at(int partition, long sequence, String body) {
    return new HubEvent(
        new SourcePosition("ns.servicebus.windows.net/models", partition, sequence),
        body.getBytes(UTF_8),
        Instant.parse("2026-11-27T10:00:00Z").plusSeconds(sequence),
        "Notification");
  }
}
