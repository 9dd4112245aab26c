package io.hubstream.service;

import io.hubstream.batching.BatchMetrics;
import io.hubstream.decoding.ImageDecoder;
import io.hubstream.decoding.TextExtractor;
import io.hubstream.serving.ArtifactSource;
import io.hubstream.serving.ServableLoader;
import io.hubstream.serving.ServingMetrics;
import io.hubstream.topology.EnrichmentMetrics;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The exchangeable parts of an {@link EnrichmentService}: what runs models, and what is measured.
 * The service closes the text extractor and nothing else of it.
 *
 * @param tensorFlowVersion version of the native library, part of every result's provenance; waits
 *     until the library is loaded, and throws what kept it from that
 * @param environmentDigest what the environment was found to be, where it was compared with a lock
 */
public record ServiceParts(
    ServableLoader loader,
    ImageDecoder images,
    TextExtractor documents,
    ArtifactSource artifacts,
    Supplier<String> tensorFlowVersion,
    Meters meters,
    Optional<String> environmentDigest) {

  /** Parts in an environment that was compared with no lock. */
  public ServiceParts(
      ServableLoader loader,
      ImageDecoder images,
      TextExtractor documents,
      ArtifactSource artifacts,
      Supplier<String> tensorFlowVersion,
      Meters meters) {
    this(loader, images, documents, artifacts, tensorFlowVersion, meters, Optional.empty());
  }

  /** The same parts with other meters. */
  ServiceParts with(Meters others) {
    return new ServiceParts(
        loader, images, documents, artifacts, tensorFlowVersion, others, environmentDigest);
  }

  /** The same parts in an environment that has this digest. */
  public ServiceParts inEnvironment(Optional<String> digest) {
    return new ServiceParts(
        loader, images, documents, artifacts, tensorFlowVersion, meters, digest);
  }

  /** Where the parts report what they do. */
  public record Meters(
      ServingMetrics serving, BatchMetrics batching, EnrichmentMetrics enrichment) {
    public static final Meters NONE =
        new Meters(ServingMetrics.NONE, BatchMetrics.NONE, EnrichmentMetrics.NONE);
  }
}
