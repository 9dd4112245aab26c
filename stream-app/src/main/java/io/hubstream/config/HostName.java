package io.hubstream.config;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** The host's name, as part of an instance id. */
final class HostName {
  private HostName() {}

  static String get() {
    String name = System.getenv("HOSTNAME");
    if (name == null || name.isBlank()) {
      try {
        name = InetAddress.getLocalHost().getHostName();
      } catch (UnknownHostException e) {
        name = "localhost";
      }
    }
    String safe = name.replaceAll("[^a-zA-Z0-9._-]", "-");
    return safe.length() > 100 ? safe.substring(0, 100) : safe;
  }
}
