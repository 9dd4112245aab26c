package io.hubstream.serving;

import java.net.URI;

/**
 * A URI as people, logs and topics may see it: without its query and fragment, which may hold a
 * signature of the store, a secret.
 */
public final class ShownUri {
  private ShownUri() {}

  /** The same place; an empty URI where nothing but a query names it. */
  public static URI of(URI uri) {
    String text = uri.toString();
    String place = text.replaceFirst("[?#].*", "");
    if (place.length() == text.length()) {
      return uri;
    }
    try {
      return URI.create(place);
    } catch (IllegalArgumentException e) {
      return URI.create("");
    }
  }
}
