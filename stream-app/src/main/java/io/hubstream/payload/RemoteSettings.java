package io.hubstream.payload;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Which stores elsewhere may be read, and how.
 *
 * @param blobRoots accounts, containers and folders of Blob storage
 * @param blobEndpoints endpoints of Blob storage beside Azure's own
 * @param webHosts {@code HOST} or {@code HOST:PORT}
 * @param privateHosts those of the hosts that may have private addresses
 * @param environment where credentials for Blob storage come from
 */
public record RemoteSettings(
    List<String> blobRoots,
    List<String> blobEndpoints,
    List<String> webHosts,
    List<String> privateHosts,
    Map<String, String> environment,
    Transfers transfers) {

  /** None may be read. */
  public static final RemoteSettings NONE =
      new RemoteSettings(
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          Map.of(),
          new Transfers(1, Duration.ofSeconds(2), Duration.ofMinutes(1)));

  /**
   * @param connections fetches at a time
   * @param idle longest time until a connection stands, and in which nothing comes
   * @param longest longest time of one fetch
   */
  public record Transfers(int connections, Duration idle, Duration longest) {}

  public RemoteSettings {
    blobRoots = List.copyOf(blobRoots);
    blobEndpoints = List.copyOf(blobEndpoints);
    webHosts = List.copyOf(webHosts);
    privateHosts = List.copyOf(privateHosts);
    environment = Map.copyOf(environment);
  }

  /** Without the environment, which holds secrets. */
  @Override
  public String toString() {
    return "RemoteSettings[blobRoots=%s, webHosts=%s, privateHosts=%s, transfers=%s]"
        .formatted(blobRoots, webHosts, privateHosts, transfers);
  }
}
