package io.hubstream.payload;

import java.net.URI;
import java.util.List;
import java.util.Locale;

/**
 * A host that {@code https:} claim checks may name.
 *
 * @param host in lower case
 * @param mayBePrivate whether its address may be a loopback or private one
 */
record WebHost(String host, int port, boolean mayBePrivate) {
  private static final int HTTPS = 443;

  /**
   * @param entry {@code HOST} or {@code HOST:PORT}
   * @param privateHosts entries that may have private addresses
   */
  static WebHost of(String entry, List<String> privateHosts) {
    String text = entry.toLowerCase(Locale.ROOT);
    int colon = text.lastIndexOf(':');
    boolean withPort = colon > text.lastIndexOf(']');
    return new WebHost(
        withPort ? text.substring(0, colon) : text,
        withPort ? Integer.parseInt(text.substring(colon + 1)) : HTTPS,
        privateHosts.stream().anyMatch(entry::equalsIgnoreCase));
  }

  /** Compares what is written: another spelling of the same address is another host. */
  boolean isOf(URI uri) {
    return "https".equalsIgnoreCase(uri.getScheme())
        && uri.getHost() != null
        && uri.getHost().toLowerCase(Locale.ROOT).equals(host)
        && (uri.getPort() == -1 ? HTTPS : uri.getPort()) == port
        && uri.getRawUserInfo() == null;
  }

  String name() {
    return port == HTTPS ? "https://" + host : "https://%s:%d".formatted(host, port);
  }
}
