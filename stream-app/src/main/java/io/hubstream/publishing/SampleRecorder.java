package io.hubstream.publishing;

import io.hubstream.artifacts.PackageExtras;
import io.hubstream.artifacts.VersionFolder;
import io.hubstream.content.BadRecordException;
import io.hubstream.content.ModelInput;
import io.hubstream.content.ModelVersion;
import io.hubstream.content.Preprocessing;
import io.hubstream.serving.BoundedServable;
import io.hubstream.serving.GoldenSample;
import io.hubstream.serving.InferenceException;
import io.hubstream.serving.ModelArtifact;
import io.hubstream.serving.ModelManifest;
import io.hubstream.serving.ModelOutput;
import io.hubstream.serving.ModelRefusedException;
import io.hubstream.serving.SampleDecoder;
import io.hubstream.serving.SampleRun;
import io.hubstream.serving.Servable;
import io.hubstream.serving.tensorflow.WarmUpWriter;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Records golden samples and warm-up requests while a version is packaged: it runs the very model
 * on a person's files.
 *
 * <p>Owner thread: the caller's. The runtime belongs to the caller.
 */
public final class SampleRecorder implements PackageExtras {
  private static final String NO_DIGEST = "sha256:" + "0".repeat(64);

  private final OfflineRuntime runtime;
  private final Files files;

  /**
   * What to record.
   *
   * @param golden files whose outputs are recorded
   * @param warmUp files that become warm-up requests
   * @param tolerance how far the outputs of golden samples may be off
   */
  public record Files(
      List<ContentFiles.Named> golden, List<ContentFiles.Named> warmUp, double tolerance) {
    public Files {
      golden = List.copyOf(golden);
      warmUp = List.copyOf(warmUp);
    }
  }

  public SampleRecorder(OfflineRuntime runtime, Files files) {
    this.runtime = runtime;
    this.files = files;
  }

  @Override
  public List<GoldenSample> add(VersionFolder folder, ModelManifest draft)
      throws ModelRefusedException, IOException {
    if (files.golden().size() > GoldenSample.MOST) {
      throw new ModelRefusedException(
          "%d golden samples, at most %d are run before an activation: name fewer"
              .formatted(files.golden().size(), GoldenSample.MOST));
    }
    Optional<byte[]> requests =
        files.warmUp().isEmpty() ? Optional.empty() : Optional.of(requests(folder, draft));
    List<Recorded> recorded = files.golden().isEmpty() ? List.of() : recorded(folder, draft);
    // Nothing is written before all of it is known, so that a refusal leaves the folder as it was.
    if (requests.isPresent()) {
      folder.put(WarmUpWriter.FILE, requests.get());
    }
    for (Recorded one : recorded) {
      folder.put(one.sample().file(), one.content());
    }
    return recorded.stream().map(Recorded::sample).toList();
  }

  /** A golden sample with the bytes of its file. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Recorded(GoldenSample sample, byte[] content) {}

  private byte[] requests(VersionFolder folder, ModelManifest draft)
      throws ModelRefusedException, IOException {
    List<List<ModelInput>> items = new ArrayList<>();
    for (ContentFiles.Named file : files.warmUp()) {
      items.add(rows("warm-up", file, runtime.item(file), draft.input().preprocessing()));
    }
    return new WarmUpWriter(folder.path(), draft).write(items);
  }

  private List<Recorded> recorded(VersionFolder folder, ModelManifest draft)
      throws ModelRefusedException, IOException {
    ModelVersion version = new ModelVersion(draft.model(), draft.version(), NO_DIGEST);
    Set<String> taken = new TreeSet<>();
    List<Recorded> recorded = new ArrayList<>();
    try (BoundedServable held = runtime.load(new ModelArtifact(version, folder.path(), draft))) {
      for (ContentFiles.Named file : files.golden()) {
        recorded.add(recorded(file, held.servable(), taken));
      }
    }
    return recorded;
  }

  private Recorded recorded(ContentFiles.Named file, Servable servable, Set<String> taken)
      throws ModelRefusedException, IOException {
    SampleDecoder.Item item = runtime.item(file);
    ModelOutput output = output(file, item, servable);
    ByteBuffer bytes = item.bytes();
    byte[] content = new byte[bytes.remaining()];
    bytes.get(content);
    GoldenSample sample =
        new GoldenSample(
            GoldenSample.FOLDER + "/" + free(item.name(), taken),
            item.mediaType(),
            files.tolerance(),
            output,
            SampleRun.topLabel(servable.spec(), output));
    return new Recorded(sample, content);
  }

  private static String free(String name, Set<String> taken) {
    String candidate = name;
    for (int i = 2; !taken.add(candidate); i++) {
      candidate = i + "-" + name;
    }
    return candidate;
  }

  private ModelOutput output(ContentFiles.Named file, SampleDecoder.Item item, Servable servable)
      throws ModelRefusedException, IOException {
    List<ModelInput> rows = rows("golden", file, item, servable.spec().preprocessing());
    try {
      ModelOutput output = SampleRun.of(servable, rows, runtime.batchSizes());
      if (!SampleRun.isFinite(output)) {
        throw new ModelRefusedException(
            "the model gives NaN or infinite values for the golden sample " + file.file());
      }
      return output;
    } catch (InferenceException e) {
      throw new ModelRefusedException(
          "the model fails on the golden sample %s (%s): %s"
              .formatted(file.file(), e.kind(), e.getMessage()),
          e);
    }
  }

  private List<ModelInput> rows(
      String what, ContentFiles.Named file, SampleDecoder.Item item, Preprocessing form)
      throws ModelRefusedException, IOException {
    try {
      return runtime.decoder().decode(item, form);
    } catch (BadRecordException e) {
      throw new ModelRefusedException(
          "the %s file %s (%s) cannot be decoded to %s (%s): %s"
              .formatted(what, file.file(), item.mediaType(), form.id(), e.kind(), e.getMessage()),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while " + file.file() + " was decoded");
    }
  }
}
