package io.hubstream.bridge;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/**
 * An event of Event Grid, in whichever schema it came.
 *
 * @param id names it among those of its source; it comes again under the same id
 * @param type such as {@code Microsoft.MachineLearningServices.ModelRegistered}
 * @param subject what it is about, as in {@code models/scenes:3}
 * @param source resource that it comes from
 * @param time when it happened
 * @param data what its type defines
 */
public record GridEvent(
    String id, String type, String subject, String source, Instant time, JsonNode data) {
  static final String MODEL_REGISTERED = "Microsoft.MachineLearningServices.ModelRegistered";
  static final String BLOB_CREATED = "Microsoft.Storage.BlobCreated";

  /** Who asks, as the registry and the audit name it: equal for an event that comes again. */
  public String by() {
    return (type.equals(BLOB_CREATED) ? "Azure Storage event " : "Azure ML event ") + id;
  }

  /** Why, as the registry and the audit keep it. */
  public String reason() {
    return "%s %s of %s, from %s"
        .formatted(type.substring(type.lastIndexOf('.') + 1), subject, time, source);
  }
}
