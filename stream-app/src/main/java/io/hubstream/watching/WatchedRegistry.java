package io.hubstream.watching;

import io.hubstream.records.TopicCodecs;
import io.hubstream.registry.ProvenVersions;
import io.hubstream.registry.RegistryPublisher;
import io.hubstream.registry.RegistryRefusedException;
import io.hubstream.registry.RegistrySnapshot;
import io.hubstream.serving.DesiredVersion;
import java.time.Clock;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;

/**
 * The registry as a watch sees and changes it. An activation is built on the very state that was
 * judged, so one that was judged too early loses against whoever was faster, and cannot take back
 * what that one did.
 *
 * <p>Owner thread: the watch. The producer belongs to the caller.
 */
public final class WatchedRegistry {
  private final Producer<byte[], byte[]> producer;
  private final Supplier<RegistrySnapshot> snapshots;
  private final String topic;
  private final Writing writing;
  private final RegistryPublisher.Request request;
  private final ProvenVersions proven;

  /**
   * How rows are written.
   *
   * @param limit longest wait for the broker to confirm
   * @param codecs know the wire format
   */
  public record Writing(Duration limit, Clock clock, TopicCodecs codecs) {}

  /**
   * @param snapshots reads the registry anew at each call
   * @param request who asks, and why
   * @param proven which versions may become a fallback
   */
  public WatchedRegistry(
      Producer<byte[], byte[]> producer,
      Supplier<RegistrySnapshot> snapshots,
      String topic,
      Writing writing,
      RegistryPublisher.Request request,
      ProvenVersions proven) {
    this.producer = producer;
    this.snapshots = snapshots;
    this.topic = topic;
    this.writing = writing;
    this.request = request;
    this.proven = proven;
  }

  RegistrySnapshot read() {
    return snapshots.get();
  }

  /**
   * Makes a version the stable one.
   *
   * @param judged what the decision rests on
   */
  public RegistryPublisher.Published activate(DesiredVersion version, RegistrySnapshot judged)
      throws RegistryRefusedException, InterruptedException {
    Iterator<RegistrySnapshot> first = List.of(judged).iterator();
    return new RegistryPublisher(
            producer,
            () -> first.hasNext() ? first.next() : snapshots.get(),
            topic,
            writing.limit(),
            writing.clock(),
            proven,
            writing.codecs())
        .activate(version, Optional.empty(), request);
  }
}
