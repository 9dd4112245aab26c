package io.hubstream.importing;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Which addresses are asked, where a redirect may lead, and what of an address may be shown. */
final class WebAddress {
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[?::1]?|\\[?0:0:0:0:0:0:0:1]?");

  private WebAddress() {}

  /** Encrypted, or on this machine. */
  static boolean isTrusted(URI uri) {
    return isScheme(uri, "https") || (isScheme(uri, "http") && isLoopback(uri));
  }

  private static boolean isLoopback(URI uri) {
    return uri.getHost() != null
        && LOOPBACK.matcher(uri.getHost().toLowerCase(Locale.ROOT)).matches();
  }

  private static boolean isScheme(URI uri, String scheme) {
    return scheme.equalsIgnoreCase(uri.getScheme());
  }

  /**
   * Where an answer sends us.
   *
   * @throws NotFollowedException it sends us nowhere, to plain http, or from elsewhere to this
   *     machine
   */
  static URI redirected(URI from, String location) throws NotFollowedException {
    URI to;
    try {
      to = from.resolve(new URI(location));
    } catch (URISyntaxException e) {
      // Its message would hold the address, and that the secret in its query.
      throw new NotFollowedException(shown(from) + " sends us to what is no address");
    }
    if (to.getHost() == null || to.getRawUserInfo() != null || !isTrusted(to)) {
      throw new NotFollowedException(
          "%s sends us to %s: only https is followed".formatted(shown(from), shown(to)));
    }
    if (isLoopback(to) && !isLoopback(from)) {
      throw new NotFollowedException(
          "%s sends us to this machine, %s: not followed".formatted(shown(from), shown(to)));
    }
    return to;
  }

  /** Whether both are of one scheme, host and port. */
  static boolean isSameOrigin(URI a, URI b) {
    return isScheme(a, String.valueOf(b.getScheme()))
        && String.valueOf(a.getHost()).equalsIgnoreCase(b.getHost())
        && a.getPort() == b.getPort();
  }

  /** Without query, fragment and user: signed addresses hold secrets there. */
  static String shown(URI uri) {
    String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
    return uri.getHost() == null
        ? uri.getScheme() + ":..."
        : uri.getScheme() + "://" + uri.getHost() + port + uri.getRawPath();
  }

  /** A service's own address or that of its mirror, without a slash at the end. */
  static String base(Optional<URI> mirror, String home) {
    return mirror.map(URI::toString).orElse(home).replaceFirst("/+$", "");
  }
}
