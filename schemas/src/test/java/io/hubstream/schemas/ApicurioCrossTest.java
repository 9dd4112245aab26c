package io.hubstream.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import io.apicurio.registry.resolver.ParsedSchemaImpl;
import io.apicurio.registry.resolver.SchemaLookupResult;
import io.apicurio.registry.resolver.SchemaParser;
import io.apicurio.registry.resolver.SchemaResolver;
import io.apicurio.registry.resolver.client.RegistryClientFacade;
import io.apicurio.registry.resolver.data.Record;
import io.apicurio.registry.resolver.strategy.ArtifactReference;
import io.apicurio.registry.resolver.strategy.ArtifactReferenceResolverStrategy;
import io.apicurio.registry.serde.avro.AvroKafkaDeserializer;
import io.apicurio.registry.serde.avro.AvroKafkaSerializer;
import io.apicurio.registry.serde.avro.AvroSchemaParser;
import io.apicurio.registry.serde.avro.DefaultAvroDatumProvider;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

/** What Apicurio's own serdes write is read by ours, and the other way round. */
class ApicurioCrossTest {
  private static final String TOPIC = "hubstream.content";

  @Test
  void shouldReadWhatApicurioWrites() throws Exception {
    try (LoopbackRegistry registry = LoopbackRegistry.start();
        AvroKafkaSerializer<ContentEvent> theirs =
            new AvroKafkaSerializer<>(new Resolver<>(registry))) {
      // Given
      theirs.configure(Map.of(), false);
      ContentEventDeserializer ours = new ContentEventDeserializer();
      ours.configure(settings(registry), false);

      // When
      RecordHeaders headers = new RecordHeaders();
      byte[] written = theirs.serialize(TOPIC, headers, Samples.inlineEvent());

      // Then
      assertThat(ours.deserialize(TOPIC, headers, written)).isEqualTo(Samples.inlineEvent());
    }
  }

  @Test
  void shouldBeReadByApicurioWhenWritten() throws Exception {
    try (LoopbackRegistry registry = LoopbackRegistry.start();
        AvroKafkaDeserializer<GenericRecord> theirs =
            new AvroKafkaDeserializer<>(new Resolver<>(registry))) {
      // Given
      theirs.configure(Map.of(), false);
      ContentEventSerializer ours = new ContentEventSerializer();
      ours.configure(settings(registry), false);

      // When
      RecordHeaders headers = new RecordHeaders();
      byte[] written = ours.serialize(TOPIC, headers, Samples.inlineEvent());
      GenericRecord read = theirs.deserialize(TOPIC, headers, written);

      // Then
      assertThat(read.get("contentId")).hasToString(Samples.inlineEvent().getContentId());
      assertThat(read.getSchema()).isEqualTo(ContentEvent.getClassSchema());
    }
  }

  private static Map<String, Object> settings(LoopbackRegistry registry) {
    return Map.of(WireConfig.FORMAT, "confluent", WireConfig.CONFLUENT_URL, registry.url());
  }

  /** Gives Apicurio's serdes the registry of the test in place of their own client's. */
  private static final class Resolver<T> implements SchemaResolver<Schema, T> {
    private final LoopbackRegistry registry;
    private final ConfluentRegistry client;
    private SchemaParser<Schema, T> parser =
        new AvroSchemaParser<>(new DefaultAvroDatumProvider<>());

    Resolver(LoopbackRegistry registry) {
      this.registry = registry;
      this.client = ConfluentRegistry.of(new WireConfig(settings(registry)));
    }

    @Override
    public void configure(Map<String, ?> settings, SchemaParser<Schema, T> own) {
      parser = own;
    }

    @Override
    public void setClientFacade(RegistryClientFacade facade) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void setArtifactResolverStrategy(ArtifactReferenceResolverStrategy<Schema, T> strategy) {
      throw new UnsupportedOperationException();
    }

    @Override
    public SchemaParser<Schema, T> getSchemaParser() {
      return parser;
    }

    @Override
    public SchemaLookupResult<Schema> resolveSchema(Record<T> data) {
      Schema schema = ContentEvent.getClassSchema();
      return result(schema, registry.add(TOPIC + "-value", schema));
    }

    @Override
    public SchemaLookupResult<Schema> resolveSchemaByArtifactReference(
        ArtifactReference reference) {
      long id = reference.getContentId();
      Schema schema = new Schema.Parser().parse(client.schemaOf(Long.toString(id)).orElseThrow());
      return result(schema, id);
    }

    private static SchemaLookupResult<Schema> result(Schema schema, long id) {
      return SchemaLookupResult.<Schema>builder()
          .parsedSchema(
              new ParsedSchemaImpl<Schema>()
                  .setParsedSchema(schema)
                  .setRawSchema(
                      schema.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8)))
          .contentId(id)
          .globalId(id)
          .build();
    }

    @Override
    public void reset() {}

    @Override
    public void close() {}
  }
}
