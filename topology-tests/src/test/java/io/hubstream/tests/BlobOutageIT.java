package io.hubstream.tests;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.hubstream.content.Payload;
import io.hubstream.content.Sha256;
import io.hubstream.payload.PayloadWriter;
import io.hubstream.payload.PayloadWriters;
import io.hubstream.testing.ProxiedAzurite;
import io.hubstream.verify.CommittedReader;
import io.hubstream.verify.DeadLetter;
import io.hubstream.verify.TopicVerifier;
import io.hubstream.verify.Verification;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Payloads in Blob storage, on the emulator, which goes away in mid-stream: nothing is lost,
 * repeated or dead-lettered, the group stays as it is, and the service goes on by itself. It runs
 * in a process of its own, whose every log line is looked through for the account's key.
 */
@Timeout(240)
class BlobOutageIT {
  private static final int RECORDS = 400;
  private static final String EVERYTHING =
      """
      <configuration>
        <appender name="OUT" class="ch.qos.logback.core.ConsoleAppender">
          <encoder><pattern>%d{HH:mm:ss.SSS} %-5level [%thread] %logger: %msg%n%ex</pattern></encoder>
        </appender>
        <logger name="org.apache.kafka" level="INFO"/>
        <root level="DEBUG"><appender-ref ref="OUT"/></root>
      </configuration>
      """;

  private static ProxiedAzurite azurite;

  @TempDir Path dir;
  private final List<DeadLetter> deadLetters = new ArrayList<>();

  @BeforeAll
  static void start() throws Exception {
    azurite = ProxiedAzurite.start();
  }

  @AfterAll
  static void stop() {
    azurite.close();
  }

  @BeforeEach
  void skipWithoutTheEmulator() {
    azurite.reset();
  }

  @Test
  void shouldOutlastAnOutageThatIsLongerThanTheTransactionAndThePollInterval() throws Exception {
    try (TestStream stream = new TestStream(dir, 2)) {
      stream
          .with("transaction.timeout.ms", "4000")
          .with("kafka.consumer.max.poll.interval.ms", "4000")
          .with("registry.catchup.timeout.ms", "1500")
          .with("payload.timeout.ms", "600")
          .with("payload.idle.timeout.ms", "500")
          .with("document.timeout.ms", "500")
          .with("inference.timeout.ms", "500")
          .with("drain.timeout.ms", "1900");
      outlast(stream, "short", Duration.ofSeconds(8));
    }
  }

  @Test
  @Tag("soak")
  void shouldOutlastAnOutageOfHalfAMinute() throws Exception {
    try (TestStream stream = new TestStream(dir, 2)) {
      stream.with("transaction.timeout.ms", "19000").with("drain.timeout.ms", "9100");
      outlast(stream, "long", Duration.ofSeconds(30));
    }
  }

  private void outlast(TestStream stream, String container, Duration outage) throws Exception {
    // Given
    String place = azurite.endpoint() + "/" + container;
    azurite.createContainer(container);
    List<Payload.Reference> payloads = uploaded(place);
    stream
        .with("azure.blob.endpoints", azurite.endpoint())
        .with("payload.blob.roots", place)
        .activate("language", 1);
    try (Generations generations = new Generations(stream.id);
        ResultsWatch watch = new ResultsWatch(stream);
        ServiceProcess service = service(stream).start()) {
      publishByTheCommand(stream, place);
      watch.await(RECORDS / 4);
      int before = generations.count();

      // When
      azurite.proxy().down(true);
      publish(stream, payloads);
      Eventually.throughout(outage, "it waits", () -> service.isAlive() && stream.lag() > 0);
      azurite.proxy().down(false);
      long end = System.nanoTime();
      watch.await(RECORDS);
      Duration goingOn = Duration.ofNanos(System.nanoTime() - end);
      stream.awaitNoLag();
      int rebalances = generations.count() - before;
      assertThat(ProcessHandle.allProcesses().map(process -> process.info().toString()))
          .noneMatch(line -> line.contains(azurite.key()));
      service.terminate(Duration.ofSeconds(20));

      // Then
      Verification verification = stream.verify(collecting());
      int pauses = service.log().split("processing pauses", -1).length - 1;
      System.out.printf(
          "outage of %s: %s, %d pauses, %d rebalances, all done %d ms after its end%n",
          outage, verification.counts(), pauses, rebalances, goingOn.toMillis());
      assertThat(verification.holdsExactlyOnce()).as("%s", verification).isTrue();
      assertThat(verification.counts().results()).isEqualTo(RECORDS);
      assertThat(deadLetters).isEmpty();
      assertThat(pauses).as(service.toString()).isBetween(1, 3);
      assertThat(rebalances).isLessThanOrEqualTo(2 * pauses);
      assertThat(service.log()).contains("DEBUG").doesNotContain(azurite.key());
      assertNoKeyIn(stream);
    }
  }

  /** Results, audit events and dead letters, whatever is in them. */
  private static void assertNoKeyIn(TestStream stream) {
    List<String> texts = new ArrayList<>();
    try (CommittedReader reader = new CommittedReader(stream.client())) {
      for (String topic :
          List.of(stream.topics.enriched(), stream.topics.audit(), stream.topics.deadLetters())) {
        reader.read(
            topic,
            Duration.ofSeconds(20),
            record -> texts.add(new String(record.value(), ISO_8859_1) + record.headers()));
      }
    }
    assertThat(texts).hasSizeGreaterThan(RECORDS).noneMatch(text -> text.contains(azurite.key()));
  }

  private ServiceProcess service(TestStream stream) throws IOException {
    return ServiceProcess.withFakes(stream, dir, "a", Duration.ofMillis(2))
        .withEnvironment(azurite.environment())
        .withEnvironment(Map.of("JDK_JAVA_OPTIONS", logEverything()));
  }

  /** Half of the records, whose payloads the command brings into the store. */
  private void publishByTheCommand(TestStream stream, String place) throws Exception {
    Path folder = Files.createDirectory(dir.resolve("content"));
    for (int i = 0; i < RECORDS / 2; i++) {
      Files.writeString(folder.resolve("file-" + i + ".txt"), "file number " + i);
    }
    try (ServiceProcess command =
        ServiceProcess.ofAPerson(
                stream,
                dir,
                "publish",
                "publish",
                "--claim-check",
                place,
                "--claim-check-above",
                "0",
                "--json",
                folder.toString())
            .withEnvironment(azurite.environment())
            .withEnvironment(Map.of("JDK_JAVA_OPTIONS", logEverything()))
            .start()) {
      assertThat(command.awaitExit()).as(command.toString()).isZero();
      assertThat(command.log().split("\"claimCheck\":true", -1)).hasSize(RECORDS / 2 + 1);
      assertThat(command.log()).contains("DEBUG").doesNotContain(azurite.key());
    }
  }

  /** The payloads of the other half: they are brought there before it goes away. */
  private static List<Payload.Reference> uploaded(String place) throws Exception {
    PayloadWriter writer = PayloadWriters.at(place, List.of(), azurite.environment());
    List<Payload.Reference> references = new ArrayList<>();
    for (int i = 0; i < RECORDS / 2; i++) {
      byte[] bytes = TestStream.bytes("text number " + i);
      references.add(writer.write(bytes, Sha256.hex(ByteBuffer.wrap(bytes))));
    }
    return references;
  }

  private String logEverything() throws IOException {
    return "-Dlogback.configurationFile="
        + Files.writeString(dir.resolve("logback-everything.xml"), EVERYTHING);
  }

  private static void publish(TestStream stream, List<Payload.Reference> payloads) {
    payloads.forEach(payload -> stream.publish("item-" + payload.sha256(), "text/plain", payload));
    stream.flush();
  }

  private TopicVerifier.Listener collecting() {
    return new TopicVerifier.Listener() {
      @Override
      public void onDeadLetter(DeadLetter letter) {
        deadLetters.add(letter);
      }
    };
  }
}
