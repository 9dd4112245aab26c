package io.hubstream.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;
import static org.apache.kafka.common.config.ConfigDef.Type.LIST;
import static org.apache.kafka.common.config.ConfigDef.Type.STRING;
import static org.apache.kafka.common.config.ConfigDef.ValidString.in;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;

/**
 * Which models a record needs. The first route that matches is taken.
 *
 * @param name its name in the settings
 * @param mediaTypes globs, of which one must match; {@code *} stands for any characters
 * @param attributes attributes that the record must have, with these values
 * @param models the models; {@code *} alone for all that take the record's kind of content
 * @param required models that must succeed; {@code *} alone for all of the route
 * @param onFailure what the failure of a model that is not required means
 */
public record RouteSettings(
    String name,
    List<String> mediaTypes,
    Map<String, String> attributes,
    List<String> models,
    List<String> required,
    OnFailure onFailure) {

  /** {@code route.<name>.on.failure}. */
  public enum OnFailure {
    /** A result that says which model failed and why, as long as one succeeded. */
    PARTIAL,
    /** The record goes to the dead letters. */
    DEAD_LETTER
  }

  public static final String ROUTES = "routes";
  static final String PREFIX = "route.";
  static final String MEDIA_TYPES = "media.types";
  static final String ATTRIBUTES = "attributes";
  static final String MODELS = "models";
  static final String REQUIRED = "required";
  static final String ON_FAILURE = "on.failure";

  static final Concern CONCERN =
      new Concern(
          "Routes",
          new ConfigDef()
              .define(
                  ROUTES,
                  LIST,
                  List.of(),
                  Checks.names(),
                  HIGH,
                  "Names of the routes; the first that matches a record is taken. Empty sends every"
                      + " record to all models that take its kind of content."));

  /** Settings of one route, without its prefix. */
  static final ConfigDef DEFINITION =
      new ConfigDef()
          .define(
              MEDIA_TYPES,
              LIST,
              List.of("*/*"),
              Checks.mediaTypes(),
              HIGH,
              "Media types that the route takes; * stands for anything: image/*.")
          .define(
              ATTRIBUTES,
              LIST,
              List.of(),
              Checks.pairs(),
              MEDIUM,
              "Attributes that a record must have: key=value.")
          .define(
              MODELS,
              LIST,
              List.of("*"),
              Checks.any(),
              HIGH,
              "Models that the record needs; * for all that take its kind of content.")
          .define(
              REQUIRED,
              LIST,
              List.of(),
              Checks.any(),
              MEDIUM,
              "Models that must succeed, else the record goes to the dead letters; * for all.")
          .define(
              ON_FAILURE,
              STRING,
              "partial",
              in("partial", "dead-letter"),
              MEDIUM,
              "What the failure of another model means: a partial result that says which failed and"
                  + " why, or a dead letter.");

  public RouteSettings {
    mediaTypes = List.copyOf(mediaTypes);
    attributes = Map.copyOf(attributes);
    models = List.copyOf(models);
    required = List.copyOf(required);
  }

  static String key(String route, String setting) {
    return PREFIX + route + "." + setting;
  }

  static RouteSettings of(String name, Values values) {
    Map<String, String> attributes = new LinkedHashMap<>();
    for (String pair : values.list(key(name, ATTRIBUTES))) {
      int equals = pair.indexOf('=');
      attributes.put(pair.substring(0, equals), pair.substring(equals + 1));
    }
    return new RouteSettings(
        name,
        values.list(key(name, MEDIA_TYPES)),
        attributes,
        values.list(key(name, MODELS)),
        values.list(key(name, REQUIRED)),
        values.text(key(name, ON_FAILURE)).equals("dead-letter")
            ? OnFailure.DEAD_LETTER
            : OnFailure.PARTIAL);
  }
}
