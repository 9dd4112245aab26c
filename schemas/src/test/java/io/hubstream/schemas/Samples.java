package io.hubstream.schemas;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.avro.specific.SpecificRecordBase;

/**
 * Records that fill every field and take every branch of every union, and records with nothing that
 * may be left out. Always the same ones: the golden files hold them. Of a newer schema version's
 * fields they fill none, so that the files of the older version keep their meaning.
 */
final class Samples {

  static {
    TrustedRecords.register();
  }

  private static final long SEED = 20_261_121L;
  private static final Instant AT = Instant.parse("2026-11-21T10:15:30.123Z");
  private static final String DIGEST = "sha256:" + "0123456789abcdef".repeat(4);
  private static final String OTHER_DIGEST = "sha256:" + "fedcba9876543210".repeat(4);
  private static final String ARTIFACTS = "https://models.blob.core.windows.net/models/";

  private Samples() {}

  /** Name of the golden file to record. */
  static Map<String, SpecificRecordBase> all() {
    Map<String, SpecificRecordBase> samples = new LinkedHashMap<>();
    samples.put("content-event-inline", inlineEvent());
    samples.put("content-event-reference", referenceEvent());
    samples.put("content-event-minimal", minimalEvent());
    samples.put("enriched-content", enriched());
    samples.put("enriched-content-minimal", minimalEnriched());
    samples.put("model-desired-state", desired());
    samples.put("model-desired-state-minimal", minimalDesired());
    samples.put("model-audit-lifecycle", lifecycle());
    samples.put("model-audit-lifecycle-minimal", minimalLifecycle());
    samples.put("model-audit-span", span());
    samples.put("model-audit-span-minimal", minimalSpan());
    return samples;
  }

  static ContentEvent inlineEvent() {
    return ContentEvent.newBuilder()
        .setContentId("picture-1")
        .setTenant("tenant-a")
        .setMediaType("image/jpeg")
        .setPayload(new InlinePayload(ByteBuffer.wrap(bytes(300))))
        .setTitle("Zürich, 朝.jpg")
        .setAttributes(Map.of("language", "de", "source", "import"))
        .setProducedAt(AT)
        .build();
  }

  static ContentEvent referenceEvent() {
    return ContentEvent.newBuilder(inlineEvent()).setPayload(reference("\"0x8D\"")).build();
  }

  static ContentEvent minimalEvent() {
    return ContentEvent.newBuilder()
        .setContentId("picture-2")
        .setMediaType("text/plain")
        .setPayload(reference(null))
        .setProducedAt(Instant.EPOCH)
        .build();
  }

  static EnrichedContent enriched() {
    return EnrichedContent.newBuilder(minimalEnriched())
        .setTenant("tenant-a")
        .setTitle("Annual report")
        .setPayloadReference(reference("\"0x8D\""))
        .setOriginPosition("hubstream.content-3-1201")
        .setRevision(2)
        .setSupersedes("hubstream.content-3-1205")
        .setResults(List.of(okResult(), failedResult()))
        .setProvenance(
            new Provenance("0.1.0", "2.18.0", "hubstream-0", "OpenJDK 17", "Linux amd64"))
        .setTimings(new Timings(100L, 2_000L, 300L, 40_000L, 43_000L))
        .build();
  }

  static EnrichedContent minimalEnriched() {
    return EnrichedContent.newBuilder()
        .setResultId("hubstream.content-3-1207")
        .setSourceTopic("hubstream.content")
        .setSourcePartition(3)
        .setSourceOffset(1207L)
        .setContentId("document-1")
        .setMediaType("application/pdf")
        .setContentSha256("ab".repeat(32))
        .setRoute("documents")
        .setResults(List.of())
        .setProvenance(new Provenance("0.1.0", "2.18.0", "hubstream-0", null, null))
        .setTimings(Timings.newBuilder().build())
        .setProducedAt(AT)
        .setEnrichedAt(AT.plusMillis(43))
        .build();
  }

  static ModelDesiredState desired() {
    return ModelDesiredState.newBuilder(minimalDesired())
        .setStable(new StableVersion("7", DIGEST, ARTIFACTS + "clip/7", "production"))
        .setCandidate(
            new CandidateVersion(
                "8", OTHER_DIGEST, ARTIFACTS + "clip/8", "staging", CandidateMode.CANARY, 0.05))
        .setChange(new DesiredChange(ChangeAction.ACTIVATE, "ada", "better recall", AT))
        .setExpectedPreviousDigest(OTHER_DIGEST)
        .setFallback(new FallbackVersion("6", OTHER_DIGEST, ARTIFACTS + "clip/6", null, null))
        .setApproval(new Approval("grace", AT.minusSeconds(60), "CHG-12", null))
        .setFrozen(true)
        .build();
  }

  static ModelDesiredState minimalDesired() {
    return ModelDesiredState.newBuilder()
        .setModel("clip")
        .setChange(new DesiredChange(ChangeAction.RETIRE, "ada", "", AT))
        .build();
  }

  static ModelAudit lifecycle() {
    Lifecycle body =
        Lifecycle.newBuilder()
            .setModel("clip")
            .setFromVersion("6")
            .setFromDigest(OTHER_DIGEST)
            .setVersion("7")
            .setDigest(DIGEST)
            .setPhase(LifecyclePhase.REJECTED)
            .setRejectedIn(LifecyclePhase.GATED)
            .setReason("golden output 2 differs by 0.3")
            .setDurationMillis(1_234L)
            .setRegistryOffset(17L)
            .setRequestedBy("ada")
            .setArtifactUri(ARTIFACTS + "clip/7")
            .setLineage(Map.of("trainingRun", "run-55", "dataSet", "photos@12"))
            .setEnvironment(
                Environment.newBuilder()
                    .setApplication("0.1.0")
                    .setGitCommit("abc123")
                    .setTensorflow("2.18.0")
                    .setCuda("12.6")
                    .setDriver("570.1")
                    .setJvm("OpenJDK 17")
                    .setOs("Linux amd64")
                    .build())
            .build();
    return audit("clip-17-REJECTED", Guarantee.EXACTLY_ONCE, body);
  }

  static ModelAudit minimalLifecycle() {
    Lifecycle body =
        Lifecycle.newBuilder().setModel("clip").setPhase(LifecyclePhase.RETIRED).build();
    return audit("clip-18-RETIRED", null, body);
  }

  static ModelAudit span() {
    Span body =
        Span.newBuilder()
            .setTopic("hubstream.content")
            .setPartition(3)
            .setFirstOffset(1_000L)
            .setLastOffset(1_207L)
            .setModels(
                List.of(
                    new SpanModel("clip", "7", DIGEST), new SpanModel("use", "4", OTHER_DIGEST)))
            .setResults(190L)
            .setDeadLetters(7L)
            .setDeletions(3L)
            .setMayOverlap(true)
            .setRegistryOffset(17L)
            .build();
    return audit("hubstream.content-3-1000", Guarantee.AT_LEAST_ONCE, body);
  }

  static ModelAudit minimalSpan() {
    Span body =
        Span.newBuilder()
            .setTopic("hubstream.content")
            .setPartition(0)
            .setFirstOffset(0L)
            .setLastOffset(0L)
            .setModels(List.of())
            .build();
    return audit("hubstream.content-0-0", null, body);
  }

  private static ModelAudit audit(String id, Guarantee guarantee, Object body) {
    return ModelAudit.newBuilder()
        .setId(id)
        .setInstance("hubstream-0")
        .setAt(AT)
        .setGuarantee(guarantee)
        .setBody(body)
        .build();
  }

  private static PayloadReference reference(String etag) {
    return new PayloadReference(
        "https://content.blob.core.windows.net/in/a.pdf", 5_000_000_000L, "cd".repeat(32), etag);
  }

  private static ModelResult okResult() {
    Classification classes =
        new Classification(
            List.of(new LabelScore("cat", 281, 0.75f), new LabelScore("dog", 150, 0.125f)));
    return ModelResult.newBuilder()
        .setModel("clip")
        .setVersion("7")
        .setDigest(DIGEST)
        .setStatus(ResultStatus.OK)
        .setEmbedding(embedding(0))
        .setClassification(classes)
        .setChunkCount(2)
        .setChunks(
            List.of(
                new ChunkResult(0, 0, 900, embedding(1), classes),
                new ChunkResult(1, 800, 1_500, null, null)))
        .setPaddedBatchSize(32)
        .setBatchSize(27)
        .setDevice("gpu:0")
        .setPreprocessingId("text-900-100")
        .build();
  }

  private static ModelResult failedResult() {
    return ModelResult.newBuilder()
        .setModel("use")
        .setVersion("4")
        .setDigest(OTHER_DIGEST)
        .setStatus(ResultStatus.FAILED)
        .setFailureKind("MODEL_OUTPUT")
        .setFailureReason("the embedding holds NaN")
        .build();
  }

  private static Embedding embedding(int salt) {
    Random random = new Random(SEED + salt);
    List<Float> vector = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      vector.add(random.nextFloat() * 2 - 1);
    }
    return new Embedding(vector, vector.size(), true, "clip-vit-b32-1");
  }

  private static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    new Random(SEED).nextBytes(bytes);
    return bytes;
  }
}
