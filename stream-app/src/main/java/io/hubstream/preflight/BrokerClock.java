package io.hubstream.preflight;

import io.hubstream.config.HubstreamConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.QuorumInfo;

/**
 * Asks the brokers for the time. Kafka has no request for it; but the leader of a KRaft quorum
 * tells when it itself was last up to date, which is now. Event Hubs answers over HTTPS with a
 * date.
 *
 * <p>Owner thread: the caller's, for about the limit.
 */
final class BrokerClock {
  private static final String HTTPS = "the Date header of https, to the second";
  private static final String QUORUM = "the clock of the KRaft controller, by DescribeQuorum";

  private final Clock clock;
  private final Duration limit;

  BrokerClock(Clock clock, Duration limit) {
    this.clock = clock;
    this.limit = limit;
  }

  ClockSkew skew(HubstreamConfig config, Admin admin) throws InterruptedException {
    return config.kafka().profile().isEventHubs()
        ? ofHttps(
            URI.create(
                "https://%s/"
                    .formatted(ServerAddress.of(config.kafka().bootstrapServers().get(0)).host())))
        : ofQuorum(admin);
  }

  private ClockSkew ofQuorum(Admin admin) throws InterruptedException {
    Instant before = clock.instant();
    try {
      QuorumInfo quorum =
          admin.describeMetadataQuorum().quorumInfo().get(limit.toMillis(), TimeUnit.MILLISECONDS);
      OptionalLong now =
          quorum.voters().stream()
              .filter(voter -> voter.replicaId() == quorum.leaderId())
              .flatMapToLong(voter -> voter.lastCaughtUpTimestamp().stream())
              .findFirst();
      return now.isPresent() && now.getAsLong() > 0
          ? skew(before, Instant.ofEpochMilli(now.getAsLong()), QUORUM)
          : ClockSkew.unknown("the controller tells no time");
    } catch (ExecutionException | TimeoutException e) {
      return ClockSkew.unknown(
          "DescribeQuorum is not answered: a broker without KRaft, or no right to it");
    }
  }

  ClockSkew ofHttps(URI address) throws InterruptedException {
    HttpClient client = HttpClient.newBuilder().connectTimeout(limit).build();
    HttpRequest question =
        HttpRequest.newBuilder(address)
            .timeout(limit)
            .method("HEAD", HttpRequest.BodyPublishers.noBody())
            .build();
    Instant before = clock.instant();
    try {
      HttpResponse<Void> answer = client.send(question, HttpResponse.BodyHandlers.discarding());
      Optional<String> date = answer.headers().firstValue("Date");
      if (date.isEmpty()) {
        return ClockSkew.unknown(address + " tells no time");
      }
      Instant told =
          ZonedDateTime.parse(date.get(), DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return skew(before, told, HTTPS);
    } catch (IOException | DateTimeException e) {
      return ClockSkew.unknown(
          "%s does not answer (%s)".formatted(address, e.getClass().getSimpleName()));
    }
  }

  /** The brokers' time was read somewhere between before and now. */
  private ClockSkew skew(Instant before, Instant told, String how) {
    Duration took = Duration.between(before, clock.instant());
    Instant middle = before.plus(took.dividedBy(2));
    return new ClockSkew(Optional.of(Duration.between(told, middle)), how);
  }
}
