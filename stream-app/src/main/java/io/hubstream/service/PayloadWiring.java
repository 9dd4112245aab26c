package io.hubstream.service;

import io.hubstream.config.HubstreamConfig;
import io.hubstream.config.PayloadSettings;
import io.hubstream.payload.FilePayloadSource;
import io.hubstream.payload.PayloadLimits;
import io.hubstream.payload.PayloadStores;
import io.hubstream.payload.PrefetchingPayloads;
import io.hubstream.payload.RemoteSettings;
import java.time.Duration;

/** Makes the payload stores of the settings. */
final class PayloadWiring {
  private PayloadWiring() {}

  /**
   * @throws ServiceException an entry of the allow-list cannot be used
   */
  static PrefetchingPayloads payloads(HubstreamConfig config) {
    PayloadSettings settings = config.pipeline().payload();
    PayloadLimits limits = new PayloadLimits(settings.maxBytes());
    PayloadSettings.Fetching fetching = settings.fetching();
    try {
      PayloadStores stores =
          PayloadStores.of(
              new FilePayloadSource(settings.stores().fileRoots(), limits),
              remote(config, settings),
              limits);
      stores.warmUp();
      return new PrefetchingPayloads(
          stores,
          new PrefetchingPayloads.Limits(fetching.fetches(), fetching.maxBytes(), wait(config)));
    } catch (IllegalArgumentException e) {
      throw new ServiceException(PayloadSettings.BLOB_ROOTS + ": " + e.getMessage(), e);
    }
  }

  private static RemoteSettings remote(HubstreamConfig config, PayloadSettings settings) {
    PayloadSettings.Stores stores = settings.stores();
    PayloadSettings.Fetching fetching = settings.fetching();
    return new RemoteSettings(
        stores.blobRoots(),
        config.models().stores().blobEndpoints(),
        stores.httpsHosts(),
        stores.privateHosts(),
        System.getenv(),
        new RemoteSettings.Transfers(fetching.fetches(), fetching.idle(), fetching.longest()));
  }

  /**
   * Reading a file has no time limit of its own among the stages; a mount that hangs must still
   * show as an outage, before the drain ends without a cause.
   */
  private static Duration wait(HubstreamConfig config) {
    PayloadSettings settings = config.pipeline().payload();
    return settings.stores().remote()
        ? settings.fetching().longestWait()
        : config.stream().timings().drain().multipliedBy(3).dividedBy(4);
  }
}
