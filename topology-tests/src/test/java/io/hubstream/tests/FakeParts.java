package io.hubstream.tests;

import io.hubstream.batching.BatchMetrics;
import io.hubstream.content.ImagePreprocessing;
import io.hubstream.content.ModelInput;
import io.hubstream.content.Outcome;
import io.hubstream.decoding.ImageDecoder;
import io.hubstream.decoding.TextExtractor;
import io.hubstream.service.ServiceParts;
import io.hubstream.serving.ServingMetrics;
import io.hubstream.testing.FakeArtifactSource;
import io.hubstream.testing.FakeLoader;
import io.hubstream.testing.Versions;
import io.hubstream.topology.EnrichmentMetrics;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Parts of a service whose models are fakes: text models that answer at once. */
final class FakeParts {
  final FakeLoader loader = new FakeLoader().specs(Versions::textSpec);
  final FakeArtifactSource artifacts = new FakeArtifactSource();
  private final AtomicInteger decoded = new AtomicInteger();
  private final AtomicInteger forwarded = new AtomicInteger();

  ServiceParts parts() {
    return new ServiceParts(
        loader,
        new NoImages(),
        new Utf8Texts(),
        artifacts,
        () -> "none",
        new ServiceParts.Meters(ServingMetrics.NONE, BatchMetrics.NONE, new Counting()));
  }

  /** How many records were decoded so far, whatever became of them. */
  int decoded() {
    return decoded.get();
  }

  /** How many outcomes were forwarded so far, whether they were committed or not. */
  int forwarded() {
    return forwarded.get();
  }

  private final class Counting implements EnrichmentMetrics {
    @Override
    public void outcome(Outcome outcome, long endToEndMillis) {
      forwarded.incrementAndGet();
    }
  }

  private static final class NoImages implements ImageDecoder {
    @Override
    public List<ModelInput.ImageTensor> decode(
        String mediaType, ByteBuffer bytes, List<ImagePreprocessing> wanted) {
      return wanted.stream().map(w -> new ModelInput.ImageTensor(new float[w.size()])).toList();
    }
  }

  private final class Utf8Texts implements TextExtractor {
    @Override
    public String extract(String mediaType, ByteBuffer bytes, Optional<String> fileName) {
      decoded.incrementAndGet();
      return StandardCharsets.UTF_8.decode(bytes).toString();
    }

    @Override
    public void close() {}
  }
}
