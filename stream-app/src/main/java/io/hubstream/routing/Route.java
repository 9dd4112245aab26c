package io.hubstream.routing;

import io.hubstream.content.ContentItem;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which models a kind of record needs.
 *
 * @param name stamped on every result
 * @param mediaTypes globs such as {@code image/*}; empty for any
 * @param attributes attributes that the record must have, with these values
 * @param models names, in the order of the results; empty for every model that serves and takes the
 *     content's kind
 * @param required models that must succeed, whatever the policy; {@code *} for all
 * @param onFailure what a failure of any other model means
 */
public record Route(
    String name,
    List<String> mediaTypes,
    Map<String, String> attributes,
    List<String> models,
    Set<String> required,
    FailurePolicy onFailure) {

  private static final String ALL = "*";

  /** The route of an application that configures none: every model that takes the content. */
  public static final Route DEFAULT =
      new Route("default", List.of(), Map.of(), List.of(), Set.of(), FailurePolicy.PARTIAL);

  public Route {
    mediaTypes = List.copyOf(mediaTypes);
    attributes = Map.copyOf(attributes);
    models = List.copyOf(models);
    required = Set.copyOf(required);
  }

  /** Whether this route is for the item. */
  public boolean matches(ContentItem item) {
    return matchesMediaType(item.mediaType())
        && (attributes.isEmpty()
            || item.attributes().entrySet().containsAll(attributes.entrySet()));
  }

  /** Whether the record goes to the dead letters when this model fails. */
  public boolean requires(String model) {
    return required.contains(model) || required.contains(ALL);
  }

  private boolean matchesMediaType(String mediaType) {
    return mediaTypes.isEmpty()
        || mediaTypes.stream().anyMatch(glob -> globMatches(glob, mediaType));
  }

  private static boolean globMatches(String glob, String mediaType) {
    String lower = glob.toLowerCase(Locale.ROOT);
    if (lower.indexOf('*') < 0) {
      return lower.equals(mediaType);
    }
    return Pattern.matches("\\Q" + lower.replace("*", "\\E.*\\Q") + "\\E", mediaType);
  }
}
