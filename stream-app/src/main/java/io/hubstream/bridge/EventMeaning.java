package io.hubstream.bridge;

import com.fasterxml.jackson.databind.JsonNode;
import io.hubstream.artifacts.ModelPackager;
import io.hubstream.serving.ModelManifest;
import io.hubstream.serving.ModelRefusedException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the two kinds of events mean that announce a version. */
final class EventMeaning {
  private static final Pattern MANIFEST =
      Pattern.compile("(.+/([^/]+)/([^/]+))/" + Pattern.quote(ModelManifest.FILE_NAME));

  private EventMeaning() {}

  /**
   * Reads an event.
   *
   * @throws UnusableEventException it is of another type, or lacks something
   */
  static Reading of(GridEvent event) throws UnusableEventException {
    if (event.type().equalsIgnoreCase(GridEvent.MODEL_REGISTERED)) {
      return new Reading.Announces(registered(event));
    }
    if (event.type().equalsIgnoreCase(GridEvent.BLOB_CREATED)) {
      return created(event);
    }
    throw new UnusableEventException(
        "events of the type %s announce no version: let the subscription deliver %s and %s only"
            .formatted(event.type(), GridEvent.MODEL_REGISTERED, GridEvent.BLOB_CREATED));
  }

  private static Announcement registered(GridEvent event) throws UnusableEventException {
    JsonNode data = event.data();
    String model = required(data, "modelName");
    String version = required(data, "modelVersion");
    return announcement(
        event,
        model,
        version,
        Optional.empty(),
        ModelTags.read(JsonKeys.find(data, "modelTags"), JsonKeys.find(data, "modelProperties")));
  }

  /** Of the blobs of a version the manifest comes last; the others say nothing yet. */
  private static Reading created(GridEvent event) throws UnusableEventException {
    if (!event.subject().endsWith("/" + ModelManifest.FILE_NAME)) {
      return new Reading.PassedOver();
    }
    JsonNode data = event.data();
    if (JsonKeys.text(data, "contentLength").equals(Optional.of("0"))) {
      return new Reading.PassedOver(); // Data Lake Storage makes a file before it is written.
    }
    String url = required(data, "url");
    Matcher manifest = MANIFEST.matcher(url);
    if (!manifest.matches()) {
      throw new UnusableEventException(
          "its url is no ROOT/NAME/VERSION/%s".formatted(ModelManifest.FILE_NAME));
    }
    return new Reading.Announces(
        announcement(
            event,
            manifest.group(2),
            manifest.group(3),
            Optional.of(required(data, "sequencer")),
            new Announcement.Artifact(Optional.of(manifest.group(1)), Optional.empty(), "")));
  }

  private static Announcement announcement(
      GridEvent event,
      String model,
      String version,
      Optional<String> sequencer,
      Announcement.Artifact artifact)
      throws UnusableEventException {
    try {
      ModelPackager.checkNames(model, version);
    } catch (ModelRefusedException e) {
      throw new UnusableEventException(e.reason());
    }
    return new Announcement(
        event, model, version, new Sequencer(sequencer, event.time()), artifact);
  }

  private static String required(JsonNode data, String name) throws UnusableEventException {
    return JsonKeys.shortText(data, name)
        .orElseThrow(() -> new UnusableEventException("its data has no '%s'".formatted(name)));
  }
}
