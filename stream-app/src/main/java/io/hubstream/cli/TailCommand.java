package io.hubstream.cli;

import io.hubstream.config.HubstreamConfig;
import io.hubstream.config.TopicNames;
import io.hubstream.verify.CommittedReader;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hubstream tail}. */
@Command(
    name = "tail",
    description = "Prints committed records of a topic.",
    footer = {
      "",
      "Examples:",
      "  hubstream tail enriched -b localhost:9092 --follow",
      "  hubstream tail dead-letters -c service.properties --from-beginning --max 20",
      "  hubstream tail audit -c service.properties --from-beginning --json",
      "",
      "Without --follow it reads from the beginning to the end that the topic has now."
    })
final class TailCommand extends BaseCommand {
  private static final Duration SILENCE = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(500);

  /** What can be read. */
  enum Source {
    ENRICHED,
    AUDIT,
    DEAD_LETTERS,
    REGISTRY;

    String topic(TopicNames names) {
      return switch (this) {
        case ENRICHED -> names.enriched();
        case AUDIT -> names.audit();
        case DEAD_LETTERS -> names.deadLetters();
        case REGISTRY -> names.modelRegistry();
      };
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  @Mixin private BrokerOptions brokers = new BrokerOptions();

  /** Topics by the names that people know them by. */
  static final class SourceNames implements CommandLine.ITypeConverter<Source> {
    @Override
    public Source convert(String value) {
      String wanted = value.toLowerCase(Locale.ROOT);
      return Arrays.stream(Source.values())
          .filter(source -> source.toString().equals(wanted))
          .findFirst()
          .orElseThrow(
              () ->
                  new CommandLine.TypeConversionException(
                      "it is one of enriched, audit, dead-letters, registry, not " + value));
    }
  }

  @Parameters(
      paramLabel = "TOPIC",
      converter = SourceNames.class,
      description = "One of enriched, audit, dead-letters, registry.")
  private Source source = Source.ENRICHED;

  @Option(
      names = {"-f", "--follow"},
      description = "Go on with what comes, from the end.")
  private boolean follow;

  @Option(names = "--from-beginning", description = "With --follow: begin at the beginning.")
  private boolean fromBeginning;

  @Option(names = "--max", paramLabel = "N", description = "Stop after so many records.")
  private Optional<Long> max = Optional.empty();

  @Option(names = "--json", description = "Print one JSON object for each record.")
  private boolean json;

  private long printed;

  /** Ends the reading when enough was printed. */
  private static final class Enough extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Enough() {
      super("enough", null, false, false);
    }
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (max.isPresent() && max.get() < 1) {
      throw CommandFailure.usage("--max must be 1 or more");
    }
    HubstreamConfig config = brokers.load();
    String topic = source.topic(config.topics());
    BrokerCheck.require(config.kafka(), topic);
    RecordLines lines = new RecordLines(source, BrokerOptions.codecs(config));
    Consumer<ConsumerRecord<byte[], byte[]>> each = record -> print(lines, record);
    try (CommittedReader reader = new CommittedReader(config.kafka().consumerProperties())) {
      if (follow) {
        follow(reader, topic, each);
      } else {
        reader.read(topic, SILENCE, each);
      }
    } catch (Enough e) {
      return 0;
    } catch (IllegalStateException e) {
      throw CommandFailure.failed(String.valueOf(e.getMessage()), e);
    }
    return 0;
  }

  private void follow(
      CommittedReader reader, String topic, Consumer<ConsumerRecord<byte[], byte[]>> each) {
    reader.follow(List.of(topic), fromBeginning);
    while (!Thread.currentThread().isInterrupted()) {
      reader.poll(POLL).forEach(each);
      out().flush();
    }
  }

  private void print(RecordLines lines, ConsumerRecord<byte[], byte[]> record) {
    if (max.isPresent() && printed >= max.get()) {
      throw new Enough();
    }
    try {
      out().println(json ? compact(lines.json(record)) : lines.text(record));
    } catch (SerializationException e) {
      err()
          .printf(
              "%s-%d-%d cannot be read: %s%n",
              record.topic(), record.partition(), record.offset(), e.getMessage());
    }
    printed++;
    if (max.isPresent() && printed >= max.get()) {
      throw new Enough();
    }
  }
}
