package io.hubstream.importing;

import java.time.Duration;

/**
 * How archives are fetched.
 *
 * @param connectTimeout longest wait for a connection
 * @param readTimeout longest wait for more, once there is a connection
 * @param redirects how many are followed
 * @param attempts how often one archive is asked for, the first time included
 * @param pause before the second attempt; it doubles
 * @param userAgent what services are told that we are
 */
public record DownloadSettings(
    Duration connectTimeout,
    Duration readTimeout,
    int redirects,
    int attempts,
    Duration pause,
    String userAgent) {

  /** What suits a person's network. */
  public static DownloadSettings defaults(String userAgent) {
    return new DownloadSettings(
        Duration.ofSeconds(15), Duration.ofSeconds(60), 10, 3, Duration.ofSeconds(1), userAgent);
  }
}
