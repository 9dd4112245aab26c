package io.hubstream.bench.arm;

import io.hubstream.artifacts.LocalArtifactCache;
import io.hubstream.bench.workload.ItemsFile;
import io.hubstream.config.HubstreamConfig;
import io.hubstream.content.BadRecordException;
import io.hubstream.content.ContentItem;
import io.hubstream.content.MediaKind;
import io.hubstream.content.MediaTypes;
import io.hubstream.service.ServiceParts;
import io.hubstream.service.TensorFlowParts;
import io.hubstream.serving.InferenceException;
import io.hubstream.serving.ModelRefusedException;
import io.hubstream.serving.Servable;
import io.hubstream.serving.WarmUp;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The limit of the machine: the product's own decoder and the models with full batches, in a tight
 * loop on as many threads as decode for the pipeline. No Kafka, no digests, no futures.
 */
final class BareArm implements ArmWork {
  private final ArmSpec spec;
  private final HubstreamConfig config;
  private final Recorder recorder;
  private final ServiceParts parts;
  private final Map<String, String> refused = new HashMap<>();
  private final Map<String, String> bad = new HashMap<>();
  private final Map<MediaKind, List<Servable>> servables = new EnumMap<>(MediaKind.class);
  private final List<BareItem> items = new ArrayList<>();
  private final List<Thread> workers = new ArrayList<>();
  private final AtomicLong next = new AtomicLong();
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
  private volatile boolean stopped;

  BareArm(ArmSpec spec, HubstreamConfig config, Recorder recorder) {
    this.spec = spec;
    this.config = config;
    this.recorder = recorder;
    this.parts = TensorFlowParts.of(config, ServiceParts.Meters.NONE);
  }

  @Override
  public ArmReply.Findings start() throws Exception {
    LocalArtifactCache cache = TensorFlowParts.cache(config);
    for (ArmSpec.Model model : spec.models()) {
      try {
        load(cache, model);
      } catch (ModelRefusedException e) {
        if (!spec.check()) {
          throw e;
        }
        refused.put(model.name(), e.reason());
      }
    }
    BareDecoder decoder =
        new BareDecoder(
            parts.images(), parts.documents(), config.pipeline().decode().documents().maxChunks());
    for (ContentItem item : ItemsFile.read(Path.of(spec.itemsFile()))) {
      add(decoder, item);
    }
    refuseIdleModels();
    if (items.isEmpty()) {
      throw new IllegalStateException("there is nothing that a model can take: " + bad);
    }
    startWorkers(decoder);
    return new ArmReply.Findings(refused, bad);
  }

  /** As a service does before a model serves. */
  private void load(LocalArtifactCache cache, ArmSpec.Model model)
      throws ModelRefusedException, IOException {
    Servable servable = parts.loader().load(cache.fetch(model.desired()).verify());
    WarmUp.run(servable, config.pipeline().batch().allowedSizes());
    servables
        .computeIfAbsent(servable.spec().preprocessing().mediaKind(), k -> new ArrayList<>())
        .add(servable);
  }

  private void add(BareDecoder decoder, ContentItem item) throws Exception {
    Optional<MediaKind> kind = MediaTypes.kindOf(item.mediaType());
    List<Servable> wanted = kind.map(k -> servables.getOrDefault(k, List.of())).orElse(List.of());
    if (wanted.isEmpty()) {
      bad.put(item.contentId(), "no model takes " + item.mediaType());
      return;
    }
    BareItem bare = BareItem.of(item, wanted);
    if (spec.check()) {
      try {
        tryAlone(decoder, bare);
      } catch (BadRecordException | InferenceException e) {
        bad.put(item.contentId(), String.valueOf(e.getMessage()));
        return;
      }
    }
    items.add(bare);
  }

  private void refuseIdleModels() {
    for (List<Servable> ofKind : servables.values()) {
      for (Servable servable : ofKind) {
        if (items.stream().noneMatch(item -> item.servables().contains(servable))) {
          refused.put(servable.spec().version().model(), "none of the content is for it");
        }
      }
    }
  }

  private static void tryAlone(BareDecoder decoder, BareItem item)
      throws BadRecordException, InferenceException, InterruptedException {
    BareRows rows = new BareRows(1, 1, (version, size, padded, nanos) -> {});
    decoder.decode(item, rows);
    rows.flush();
  }

  private void startWorkers(BareDecoder decoder) {
    int threads = config.pipeline().decode().threads();
    for (int i = 0; i < threads; i++) {
      Thread worker = new Thread(() -> work(decoder), "bare-" + i);
      worker.setDaemon(true);
      workers.add(worker);
      worker.start();
    }
  }

  private void work(BareDecoder decoder) {
    int batch = config.pipeline().batch().maxSize();
    BareRows rows =
        new BareRows(
            batch,
            batch,
            (version, size, padded, nanos) -> recorder.run(version, size, padded, nanos, 0));
    try {
      while (!stopped) {
        BareItem item = items.get((int) (next.getAndIncrement() % items.size()));
        long start = System.nanoTime();
        long inRuns = rows.runNanos();
        decoder.decode(item, rows);
        recorder.decoded(System.nanoTime() - start - (rows.runNanos() - inRuns));
        recorder.done();
      }
    } catch (Exception e) {
      failure.compareAndSet(null, e);
    }
  }

  @Override
  public Optional<String> failure() {
    return Optional.ofNullable(failure.get()).map(e -> "the bare loop failed: " + e);
  }

  @Override
  public void close() throws InterruptedException {
    stopped = true;
    for (Thread worker : workers) {
      worker.join();
    }
    servables.values().forEach(list -> list.forEach(Servable::close));
    parts.documents().close();
  }
}
