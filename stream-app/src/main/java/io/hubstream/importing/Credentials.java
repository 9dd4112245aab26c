package io.hubstream.importing;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * A user and a key that one service alone is told; a redirect to another one does not take them
 * along.
 */
public final class Credentials {
  private final URI service;
  private final String header;

  private Credentials(URI service, String header) {
    this.service = service;
    this.header = header;
  }

  /** For Kaggle itself. */
  public static Credentials kaggle(String user, String key) {
    return of(URI.create("https://www.kaggle.com"), user, key);
  }

  static Credentials of(URI service, String user, String key) {
    byte[] pair = (user + ":" + key).getBytes(StandardCharsets.UTF_8);
    return new Credentials(service, "Basic " + Base64.getEncoder().encodeToString(pair));
  }

  boolean areFor(URI address) {
    return WebAddress.isSameOrigin(service, address);
  }

  /** Value of the header {@code Authorization}. */
  String header() {
    return header;
  }

  @Override
  public String toString() {
    return "credentials for " + service;
  }
}
