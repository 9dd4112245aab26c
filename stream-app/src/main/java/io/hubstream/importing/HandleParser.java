package io.hubstream.importing;

import io.hubstream.importing.ModelHandle.Kaggle;
import io.hubstream.importing.ModelHandle.Local;
import io.hubstream.importing.ModelHandle.RemoteArchive;
import io.hubstream.importing.ModelHandle.TensorFlowHub;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * From a text to what it names. A file or folder that is there goes before a short handle of the
 * same spelling.
 */
public final class HandleParser {
  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://.*");
  private static final Pattern BARE_HOST =
      Pattern.compile("(?i)(tfhub\\.dev|(www\\.)?kaggle\\.com)/.*");
  private static final Pattern PART = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]*");
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");
  private static final List<String> FRAMEWORKS = List.of("tensorFlow1", "tensorFlow2");
  private static final String FORMS =
      "; a handle is https://tfhub.dev/PUBLISHER/MODEL/VERSION,"
          + " https://www.kaggle.com/models/PUBLISHER/MODEL/FRAMEWORK/VARIATION/VERSION,"
          + " PUBLISHER/MODEL/FRAMEWORK/VARIATION/VERSION, the https address of a tar.gz,"
          + " or a file or folder on this machine";

  private HandleParser() {}

  /**
   * @throws InvalidHandleException it names no model that could be imported
   */
  public static ModelHandle parse(String text) throws InvalidHandleException {
    String handle = text.strip();
    if (SCHEME.matcher(handle).matches()) {
      return address(handle);
    }
    Optional<Path> local = local(handle);
    if (local.isPresent()) {
      return new Local(local.get());
    }
    if (BARE_HOST.matcher(handle).matches()) {
      return address("https://" + handle);
    }
    List<String> parts = List.of(handle.split("/", -1));
    if ((parts.size() == 4 || parts.size() == 5) && framework(parts.get(2)).isPresent()) {
      return kaggle(handle, parts);
    }
    throw new InvalidHandleException("there is no file or folder '" + handle + "'" + FORMS);
  }

  /**
   * The address of a service that answers in place of the one that a handle names.
   *
   * @throws InvalidHandleException it is no such address
   */
  public static URI mirror(String text) throws InvalidHandleException {
    URI uri = uri(text.strip());
    boolean plain =
        uri.getHost() != null && uri.getRawUserInfo() == null && uri.getRawQuery() == null;
    if (!plain || !WebAddress.isTrusted(uri)) {
      throw new InvalidHandleException(
          "'%s' is no mirror: https://HOST or https://HOST/PATH is wanted"
              .formatted(WebAddress.shown(uri)));
    }
    return uri;
  }

  private static Optional<Path> local(String text) {
    try {
      Path path = Path.of(text);
      return text.isEmpty() || !Files.exists(path)
          ? Optional.empty()
          : Optional.of(path.toAbsolutePath().normalize());
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  private static ModelHandle address(String text) throws InvalidHandleException {
    URI uri = uri(text);
    String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
    if (scheme.equals("file")) {
      return file(uri);
    }
    if (!scheme.equals("https") && !scheme.equals("http")) {
      throw new InvalidHandleException(
          "models are not read from '" + scheme + ":'; copy it to a folder first" + FORMS);
    }
    if (uri.getHost() == null || uri.getRawUserInfo() != null) {
      throw new InvalidHandleException(
          "'%s' must name a host, and no user or password".formatted(WebAddress.shown(uri)));
    }
    List<String> parts =
        Stream.of(uri.getPath().split("/")).filter(part -> !part.isEmpty()).toList();
    String shown = WebAddress.shown(uri);
    return switch (uri.getHost().toLowerCase(Locale.ROOT)) {
      case "tfhub.dev", "www.tfhub.dev" -> hub(shown, parts);
      case "kaggle.com", "www.kaggle.com" -> kaggle(shown, modelParts(shown, parts));
      default -> archive(uri);
    };
  }

  private static URI uri(String text) throws InvalidHandleException {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw new InvalidHandleException(
          "it is no address, at character %d: %s%s"
              .formatted(e.getIndex() + 1, e.getReason(), FORMS));
    }
  }

  private static ModelHandle file(URI uri) throws InvalidHandleException {
    try {
      Path path = Path.of(uri);
      if (Files.exists(path)) {
        return new Local(path.toAbsolutePath().normalize());
      }
      throw new InvalidHandleException("there is no file or folder " + path);
    } catch (IllegalArgumentException e) {
      throw new InvalidHandleException("'" + uri + "' names no file: file:///models/a is wanted");
    }
  }

  private static ModelHandle archive(URI uri) throws InvalidHandleException {
    if (!WebAddress.isTrusted(uri)) {
      throw new InvalidHandleException(
          "'%s' is not encrypted: models are fetched by https".formatted(WebAddress.shown(uri)));
    }
    return new RemoteArchive(uri);
  }

  private static ModelHandle hub(String shown, List<String> parts) throws InvalidHandleException {
    if (parts.contains("lite-model") || parts.contains("tfjs-model")) {
      throw new InvalidHandleException(
          "'%s' is a model for another TensorFlow (Lite or JS), not a SavedModel".formatted(shown));
    }
    if (parts.size() < 3 || !NUMBER.matcher(parts.get(parts.size() - 1)).matches()) {
      throw new InvalidHandleException(
          "'%s' names no version; add its number, as in https://tfhub.dev/google/nnlm-en-dim50/2"
              .formatted(shown));
    }
    checkParts(shown, parts);
    return new TensorFlowHub(parts.subList(0, parts.size() - 1), parts.get(parts.size() - 1));
  }

  /** PUBLISHER/MODEL/FRAMEWORK/VARIATION[/VERSION] of either form of a page's address. */
  private static List<String> modelParts(String shown, List<String> path)
      throws InvalidHandleException {
    if (path.isEmpty() || !path.get(0).equals("models")) {
      throw new InvalidHandleException(
          "'%s' is no model's page: https://www.kaggle.com/models/...".formatted(shown));
    }
    List<String> parts = path.subList(1, path.size());
    boolean named =
        parts.size() >= 6 && parts.get(2).equals("frameworks") && parts.get(4).equals("variations");
    if (!named) {
      return parts;
    }
    Stream<String> version =
        parts.size() == 8 && parts.get(6).equals("versions")
            ? Stream.of(parts.get(7))
            : parts.subList(6, parts.size()).stream();
    return Stream.concat(Stream.of(parts.get(0), parts.get(1), parts.get(3), parts.get(5)), version)
        .toList();
  }

  private static ModelHandle kaggle(String shown, List<String> parts)
      throws InvalidHandleException {
    if (parts.size() < 4 || parts.size() > 5) {
      throw new InvalidHandleException(
          "'%s' must name publisher, model, framework, variation and version, as in"
                  .formatted(shown)
              + " google/mobilenet-v2/tensorFlow2/035-224-feature-vector/1");
    }
    checkParts(shown, parts);
    Optional<String> framework = framework(parts.get(2));
    if (framework.isEmpty()) {
      throw new InvalidHandleException(
          "'%s' is a model for %s: only variations for %s are SavedModels"
              .formatted(shown, parts.get(2), String.join(" and ", FRAMEWORKS)));
    }
    Optional<String> version = parts.stream().skip(4).findFirst();
    if (version.isPresent() && !NUMBER.matcher(version.get()).matches()) {
      throw new InvalidHandleException(
          "'%s': version '%s' is no number".formatted(shown, version.get()));
    }
    return new Kaggle(parts.get(0), parts.get(1), framework.get(), parts.get(3), version);
  }

  private static Optional<String> framework(String text) {
    return FRAMEWORKS.stream().filter(text::equalsIgnoreCase).findFirst();
  }

  private static void checkParts(String shown, List<String> parts) throws InvalidHandleException {
    for (String part : parts) {
      if (!PART.matcher(part).matches()) {
        throw new InvalidHandleException(
            "'%s': '%s' is no part of a model's name".formatted(shown, part));
      }
    }
  }
}
