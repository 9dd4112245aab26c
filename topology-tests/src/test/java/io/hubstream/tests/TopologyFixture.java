package io.hubstream.tests;

import io.hubstream.batching.BatchMetrics;
import io.hubstream.batching.BatchPolicy;
import io.hubstream.batching.BatchScheduler;
import io.hubstream.content.BadRecordException;
import io.hubstream.content.ContentItem;
import io.hubstream.content.FailureKind;
import io.hubstream.content.ImagePreprocessing;
import io.hubstream.content.ModelInput;
import io.hubstream.content.Payload;
import io.hubstream.content.Stage;
import io.hubstream.decoding.ImageDecoder;
import io.hubstream.decoding.TextExtractor;
import io.hubstream.payload.FilePayloadSource;
import io.hubstream.payload.PayloadLimits;
import io.hubstream.records.AuditRecords;
import io.hubstream.records.AuditView;
import io.hubstream.records.ContentEvents;
import io.hubstream.records.EnrichedRecords;
import io.hubstream.records.EnrichedView;
import io.hubstream.records.RuntimeEnvironment;
import io.hubstream.routing.Route;
import io.hubstream.routing.Router;
import io.hubstream.topology.ContentDecoder;
import io.hubstream.topology.Enricher;
import io.hubstream.topology.EnrichmentMetrics;
import io.hubstream.topology.EnrichmentTopology;
import io.hubstream.topology.OutcomeWriters;
import io.hubstream.topology.ParserGate;
import io.hubstream.topology.RecordIntake;
import io.hubstream.topology.ResultSettings;
import io.hubstream.topology.TaskSettings;
import io.hubstream.topology.TopicNames;
import io.hubstream.topology.WindowPace;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;

/** The real topology in Kafka's test driver, with decoders that a test can read. */
final class TopologyFixture implements AutoCloseable {
  static final TopicNames TOPICS = new TopicNames("content", "enriched", "audit", "dead-letters");
  private static final Duration DRAIN = Duration.ofSeconds(5);
  static final int MAX_VALUE_BYTES = 20_000;

  final FixedServing serving = new FixedServing();
  final TestInputTopic<byte[], byte[]> content;
  final TestOutputTopic<byte[], byte[]> enriched;
  final TestOutputTopic<byte[], byte[]> audit;
  final TestOutputTopic<byte[], byte[]> deadLetters;
  private final ExecutorService pool = Executors.newFixedThreadPool(2);
  private final BatchScheduler scheduler =
      new BatchScheduler(
          new BatchPolicy(List.of(1, 4), Duration.ofMillis(1)), 1, DRAIN, BatchMetrics.NONE);
  private final TopologyTestDriver driver;

  TopologyFixture(Route... routes) {
    driver = new TopologyTestDriver(topology(List.of(routes)), properties());
    content =
        driver.createInputTopic(
            TOPICS.content(), new ByteArraySerializer(), new ByteArraySerializer());
    enriched = output(TOPICS.enriched());
    audit = output(TOPICS.audit());
    deadLetters = output(TOPICS.deadLetters());
  }

  private TestOutputTopic<byte[], byte[]> output(String topic) {
    return driver.createOutputTopic(
        topic, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  Topology topology(List<Route> routes) {
    RuntimeEnvironment environment =
        new RuntimeEnvironment(
            "test-instance",
            "test",
            Optional.empty(),
            "none",
            Optional.empty(),
            Optional.empty(),
            RuntimeEnvironment.Platform.current());
    ContentDecoder decoder =
        new ContentDecoder(
            new FilePayloadSource(List.of(), new PayloadLimits(1_000_000)),
            new ConstantImages(),
            new PlainTexts(),
            100,
            EnrichmentMetrics.NONE);
    Enricher enricher =
        new Enricher(
            decoder,
            scheduler,
            pool,
            new ParserGate(2, Duration.ofSeconds(1), DRAIN),
            new ResultSettings(2, false, 100));
    return EnrichmentTopology.build(
        TOPICS,
        new RecordIntake(new Router(routes), enricher, new WindowPace(100, DRAIN)),
        serving,
        new OutcomeWriters(
            new EnrichedRecords(environment),
            new AuditRecords(environment, false),
            Clock.systemUTC()),
        new TaskSettings(
            10_000_000, DRAIN, Duration.ofSeconds(1), Duration.ofMillis(5), MAX_VALUE_BYTES, false),
        EnrichmentMetrics.NONE);
  }

  @SuppressWarnings("deprecation") // as the product sets it
  private static Properties properties() {
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "topology-test");
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "localhost:1");
    properties.put(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_GLOBAL_ENABLED_CONFIG, true);
    return properties;
  }

  /** Publishes a text with its id as key. */
  void publish(String id, String mediaType, String text) {
    content.pipeInput(new TestRecord<>(bytes(id), event(id, mediaType, text)));
  }

  static byte[] event(String id, String mediaType, String text) {
    return ContentEvents.write(
        new ContentItem(
            id,
            Optional.of("tenant-a"),
            mediaType,
            new Payload.Inline(ByteBuffer.wrap(bytes(text))),
            Optional.of(id + ".txt"),
            Map.of("colour", "red"),
            Instant.ofEpochMilli(1_000)));
  }

  EnrichedView nextResult() {
    return EnrichedRecords.read(TOPICS.enriched(), enriched.readValue());
  }

  List<AuditView.SpanView> spans() {
    return audit.readRecordsToList().stream()
        .map(record -> AuditRecords.read(TOPICS.audit(), record.value()))
        .map(AuditView.SpanView.class::cast)
        .toList();
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    driver.close();
    scheduler.close();
    pool.shutdownNow();
  }

  /** Every picture is grey. */
  private static final class ConstantImages implements ImageDecoder {
    @Override
    public List<ModelInput.ImageTensor> decode(
        String mediaType, ByteBuffer bytes, List<ImagePreprocessing> wanted) {
      return wanted.stream().map(w -> new ModelInput.ImageTensor(new float[w.size()])).toList();
    }
  }

  /** Every document is its own UTF-8 text; one that says so cannot be decoded. */
  private static final class PlainTexts implements TextExtractor {
    @Override
    public String extract(String mediaType, ByteBuffer bytes, Optional<String> fileName)
        throws BadRecordException {
      String text = StandardCharsets.UTF_8.decode(bytes).toString();
      if (text.equals("undecodable")) {
        throw new BadRecordException(
            FailureKind.UNDECODABLE, Stage.DECODE, "this document is damaged");
      }
      if (text.equals("decoder bug")) {
        throw new IllegalStateException("bug");
      }
      return text;
    }

    @Override
    public void close() {}
  }
}
