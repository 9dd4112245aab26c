package io.hubstream.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hubstream.config.HubstreamConfig;
import io.hubstream.content.ContentItem;
import io.hubstream.content.Payload;
import io.hubstream.payload.PayloadWriter;
import io.hubstream.payload.PayloadWriters;
import io.hubstream.publishing.ContentFiles;
import io.hubstream.records.TopicCodecs;
import io.hubstream.service.KafkaClients;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hubstream publish}. */
@Command(
    name = "publish",
    description = "Publishes files as content events; the media type of each is detected.",
    footer = {
      "",
      "Examples:",
      "  hubstream publish -b localhost:9092 cat.jpg report.pdf",
      "  hubstream publish -c service.properties --attribute source=shop pictures/",
      "  hubstream publish -c service.properties --claim-check-above 500000 archive/",
      "  hubstream publish -c service.properties --claim-check file:///mnt/payloads archive/",
      "  hubstream publish -c service.properties \\",
      "      --claim-check https://ACCOUNT.blob.core.windows.net/payloads archive/",
      "",
      "The content id is the file's path below the folder that you name."
    })
final class PublishCommand extends BaseCommand {
  private static final long BELOW_THE_MESSAGE_LIMIT = 900_000;
  private static final int PROGRESS_EVERY = 100;

  @Mixin private BrokerOptions brokers = new BrokerOptions();

  @Parameters(arity = "1..*", paramLabel = "FILE|DIR", description = "What to publish.")
  private List<Path> places = new ArrayList<>();

  @Option(names = "--topic", paramLabel = "NAME", description = "Replaces topics.content.")
  private Optional<String> topic = Optional.empty();

  @Option(
      names = "--claim-check-above",
      paramLabel = "BYTES",
      description =
          "The events of larger files refer to them. Without --claim-check they stay where they are"
              + " (file:), and the service must see them under the same path and allow it by"
              + " payload.file.roots. Default: ${DEFAULT-VALUE}, 0 for all.",
      defaultValue = "" + BELOW_THE_MESSAGE_LIMIT)
  private long claimCheckAbove = BELOW_THE_MESSAGE_LIMIT;

  @Option(
      names = "--claim-check",
      paramLabel = "URI",
      description =
          "Where larger files are copied to, under names made of their digests, so that publishing"
              + " them again copies nothing: a folder (file:///PATH) or a place in Azure Blob storage"
              + " (https: or abfss:), with credentials from the environment. The service must allow"
              + " it by payload.file.roots or payload.blob.roots.")
  private Optional<String> claimCheck = Optional.empty();

  @Option(
      names = "--attribute",
      paramLabel = "KEY=VALUE",
      description = "An attribute of every event, which routes may look at; can be given again.")
  private Map<String, String> attributes = new LinkedHashMap<>();

  @Option(names = "--tenant", paramLabel = "NAME", description = "Whose content it is.")
  private Optional<String> tenant = Optional.empty();

  @Option(names = "--json", description = "Print one JSON object for each event.")
  private boolean json;

  private record Sent(ContentItem item, Future<RecordMetadata> where) {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (claimCheckAbove < 0) {
      throw CommandFailure.usage("--claim-check-above must be 0 or more");
    }
    HubstreamConfig config = brokers.load();
    String target = topic.orElse(config.topics().content());
    List<ContentFiles.Named> files = ContentFiles.list(places);
    BrokerCheck.require(config.kafka(), target);
    TopicCodecs codecs = BrokerOptions.codecs(config);
    ContentFiles items =
        new ContentFiles(
            new ContentFiles.Origin(tenant, attributes, claimCheckAbove),
            Clock.systemUTC(),
            claimChecks(config));
    try (Producer<byte[], byte[]> producer = new KafkaClients(config.kafka()).producer()) {
      List<Sent> sent = new ArrayList<>();
      for (ContentFiles.Named file : files) {
        ContentItem item = items.item(file, file.name());
        sent.add(new Sent(item, producer.send(record(codecs, target, item))));
        showProgress(sent.size(), files.size());
      }
      producer.flush();
      for (Sent one : sent) {
        confirm(one);
      }
    }
    err().printf("Published %s to %s.%n", count(files.size()), target);
    return 0;
  }

  private ContentFiles.ClaimChecks claimChecks(HubstreamConfig config) {
    if (claimCheck.isEmpty()) {
      return ContentFiles.ClaimChecks.IN_PLACE;
    }
    try {
      PayloadWriter writer =
          PayloadWriters.at(
              claimCheck.get(), config.models().stores().blobEndpoints(), System.getenv());
      return (file, bytes, sha256) -> writer.write(bytes, sha256);
    } catch (IllegalArgumentException e) {
      throw CommandFailure.usage("--claim-check: " + e.getMessage());
    }
  }

  private static String count(int events) {
    return events == 1 ? "1 event" : events + " events";
  }

  private void showProgress(int done, int all) {
    if (done % PROGRESS_EVERY == 0 && done < all) {
      err().printf("%d of %d%n", done, all);
    }
  }

  private static ProducerRecord<byte[], byte[]> record(
      TopicCodecs codecs, String topic, ContentItem item) {
    byte[] key = item.contentId().getBytes(StandardCharsets.UTF_8);
    TopicCodecs.Encoded event = codecs.encode(topic, item);
    return new ProducerRecord<>(topic, null, key, event.value(), event.headers());
  }

  private void confirm(Sent sent) throws InterruptedException {
    try {
      RecordMetadata where = sent.where().get();
      boolean inline = sent.item().payload() instanceof Payload.Inline;
      if (json) {
        ObjectNode event = object();
        event.put("contentId", sent.item().contentId());
        event.put("mediaType", sent.item().mediaType());
        event.put("claimCheck", !inline);
        if (sent.item().payload() instanceof Payload.Reference reference) {
          event.put("uri", reference.uri().toString());
        }
        event.put("topic", where.topic());
        event.put("partition", where.partition());
        event.put("offset", where.offset());
        out().println(compact(event));
      } else {
        out()
            .printf(
                "%s-%d-%d  %s  %s%s%n",
                where.topic(),
                where.partition(),
                where.offset(),
                sent.item().mediaType(),
                sent.item().contentId(),
                inline ? "" : "  (claim check)");
      }
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw CommandFailure.failed(
          "%s was not published: %s".formatted(sent.item().contentId(), cause.getMessage()), e);
    }
  }
}
