package io.hubstream.http;

import java.util.List;

/**
 * How the service is.
 *
 * @param live false when only a restart can help
 * @param ready whether records are being enriched
 * @param reasons why it is not ready; empty when it is
 */
public record Health(boolean live, boolean ready, List<String> reasons) {

  public Health {
    reasons = List.copyOf(reasons);
  }
}
