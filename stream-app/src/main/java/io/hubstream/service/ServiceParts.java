package io.hubstream.service;

import io.hubstream.batching.BatchMetrics;
import io.hubstream.decoding.ImageDecoder;
import io.hubstream.decoding.TextExtractor;
import io.hubstream.serving.ArtifactSource;
import io.hubstream.serving.ServableLoader;
import io.hubstream.serving.ServingMetrics;
import io.hubstream.topology.EnrichmentMetrics;

/**
 * The exchangeable parts of an {@link EnrichmentService}: what runs models, and what is measured.
 * The service closes the text extractor and nothing else of it.
 *
 * @param tensorFlowVersion version of the native library, part of every result's provenance
 */
public record ServiceParts(
    ServableLoader loader,
    ImageDecoder images,
    TextExtractor documents,
    ArtifactSource artifacts,
    String tensorFlowVersion,
    Meters meters) {

  /** Where the parts report what they do. */
  public record Meters(
      ServingMetrics serving, BatchMetrics batching, EnrichmentMetrics enrichment) {
    public static final Meters NONE =
        new Meters(ServingMetrics.NONE, BatchMetrics.NONE, EnrichmentMetrics.NONE);
  }
}
