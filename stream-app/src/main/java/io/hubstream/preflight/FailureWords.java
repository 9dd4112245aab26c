package io.hubstream.preflight;

import io.hubstream.config.KafkaSettings;
import io.hubstream.preflight.BrokerFailure.Kind;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.security.auth.login.LoginException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.ThrottlingQuotaExceededException;

/** What went wrong with a broker, each in one line that says what to do. No word of a secret. */
public final class FailureWords {
  private final KafkaSettings kafka;
  private final String server;

  public FailureWords(KafkaSettings kafka, String server) {
    this.kafka = kafka;
    this.server = server;
  }

  private boolean eventHubs() {
    return kafka.profile().isEventHubs();
  }

  private Optional<String> client(String key) {
    return Optional.ofNullable(kafka.adminProperties().get(key)).map(Object::toString);
  }

  private boolean tls() {
    return client("security.protocol").filter(protocol -> protocol.endsWith("SSL")).isPresent();
  }

  private boolean tokens() {
    return client("sasl.mechanism").equals(Optional.of("OAUTHBEARER"));
  }

  BrokerFailure unknownHost(String host) {
    return new BrokerFailure(
        Kind.UNKNOWN_HOST,
        "no host '%s' is known (bootstrap.servers names %s)".formatted(host, server),
        eventHubs()
            ? "check the spelling, NAMESPACE.servicebus.windows.net:9093; the namespace does not exist, or its private DNS zone is not linked to this network"
            : "check the spelling, and the name service of this network");
  }

  BrokerFailure nothingListens() {
    return new BrokerFailure(
        Kind.NOTHING_LISTENS,
        "nothing listens at %s".formatted(server),
        "start the broker, or correct host and port in bootstrap.servers");
  }

  BrokerFailure notReached(Duration waited) {
    return new BrokerFailure(
        Kind.NOT_REACHED,
        "%s does not answer to a connection within %d s, as if a firewall dropped it"
            .formatted(server, seconds(waited)),
        eventHubs()
            ? "open TCP 9093 outwards to the service tag EventHub, and let this network in by the namespace's networking rules"
            : "open the port between here and the broker, or correct host and port in bootstrap.servers");
  }

  BrokerFailure silent(Duration waited) {
    return new BrokerFailure(
        Kind.SILENT,
        "%s takes connections and says nothing within %d s".formatted(server, seconds(waited)),
        "a firewall or proxy may hold the connection, or something else than a Kafka broker listens there; correct bootstrap.servers, or let the connection through");
  }

  BrokerFailure closed() {
    if (eventHubs()) {
      return new BrokerFailure(
          Kind.CLOSED,
          "%s ends the connection before it says anything".formatted(server),
          "it may be a port without TLS: the Kafka endpoint of Event Hubs has port 9093; where the port is right, the endpoint may refuse the first request of Kafka's clients (ApiVersions 4), as it did for a time: ask Azure's support");
    }
    return new BrokerFailure(
        Kind.CLOSED,
        "%s ends the connection before it says anything".formatted(server),
        tls()
            ? "it may be a port without TLS: correct the port in bootstrap.servers, or kafka.security.protocol"
            : "it may be a port with TLS: set kafka.security.protocol to SSL or SASL_SSL, or correct the port");
  }

  BrokerFailure notLetIn(AuthenticationException failure) {
    if (failure instanceof SslAuthenticationException) {
      return noTls(failure);
    }
    return new BrokerFailure(
        Kind.NOT_LET_IN,
        "%s does not let us in (%s)".formatted(server, brokersWords(failure)),
        entryAdvice());
  }

  private String entryAdvice() {
    if (tokens()) {
      return eventHubs()
          ? "the token was refused: give the identity the role Azure Event Hubs Data Owner (or Sender and Receiver) on the namespace, check eventhubs.entra.scope, and that this machine's clock is right, because a token is good for a time"
          : "the token was refused: check audience, scope and lifetime of the token, and this machine's clock";
    }
    return eventHubs()
        ? "the key is wrong or was renewed: take the connection string of the namespace anew (az eventhubs namespace authorization-rule keys list) and put it where eventhubs.connection.string points"
        : "check user and password in kafka.sasl.jaas.config, and kafka.sasl.mechanism";
  }

  private BrokerFailure noTls(AuthenticationException failure) {
    String why = rootWords(failure, SSLException.class).orElse(brokersWords(failure));
    String text = why.toLowerCase(java.util.Locale.ROOT);
    String advice = "check the port, and the kafka.ssl.* settings";
    if (text.contains("unsupported or unrecognized")) {
      advice =
          "the port has no TLS: correct the port in bootstrap.servers, or kafka.security.protocol";
    } else if (text.contains("pkix") || text.contains("certification path")) {
      advice =
          "the certificate is not trusted: set kafka.ssl.truststore.location to one with its authority, or take the proxy away that breaks TLS open";
    } else if (text.contains("subject alternative") || text.contains("no name matching")) {
      advice =
          "the certificate is of another host: use the name that it bears in bootstrap.servers";
    }
    return new BrokerFailure(
        Kind.TLS, "no TLS with %s (%s)".formatted(server, oneLine(why)), advice);
  }

  BrokerFailure clientSettings(Throwable failure) {
    Optional<String> login = rootWords(failure, LoginException.class);
    if (login.isPresent()) {
      return new BrokerFailure(
          Kind.NO_TOKEN,
          "no token could be had for %s (%s)".formatted(server, oneLine(login.get())),
          eventHubs()
              ? "give this process an identity: workload identity or a managed identity, or AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET; or set eventhubs.authentication=connection-string"
              : "check kafka.sasl.oauthbearer.* and that the token endpoint can be reached");
    }
    String why = deepest(failure);
    if (why.contains("No resolvable bootstrap urls")) {
      return unknownHost(server.replaceFirst(":\\d+$", ""));
    }
    return new BrokerFailure(
        Kind.CLIENT_SETTINGS,
        "the client for %s cannot be made (%s)".formatted(server, oneLine(why)),
        "correct the kafka.* settings");
  }

  /** The guarantee is wanted and not to be had. */
  BrokerFailure noTransactions(Transactions said) {
    return said.answer() == Transactions.Answer.DENIED
        ? new BrokerFailure(
            Kind.NO_TRANSACTIONS,
            "%s does not permit transactions to this application (%s)"
                .formatted(server, oneLine(said.reason())),
            "permit WRITE and DESCRIBE on transactional ids that begin with '%s', or set processing.guarantee=at_least_once (a duplicate bears the same resultId)"
                .formatted(kafka.applicationId()))
        : new BrokerFailure(
            Kind.NO_TRANSACTIONS,
            "processing.guarantee wants transactions, and %s has none (%s)"
                .formatted(server, oneLine(said.reason())),
            "set processing.guarantee=at_least_once (a duplicate bears the same resultId), or auto, or use brokers with transactions (Kafka, Event Hubs Premium or Dedicated)");
  }

  /** Why a client cannot be made, as what a command ends with. */
  public PreflightException thrown(Throwable failure) {
    return new PreflightException(of(failure).orElseGet(() -> clientSettings(failure)));
  }

  /** What a failed request of a client means, where it is one of these. */
  public Optional<BrokerFailure> of(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof AuthenticationException authentication) {
        return Optional.of(notLetIn(authentication));
      }
      if (cause instanceof LoginException) {
        return Optional.of(clientSettings(failure));
      }
      if (cause instanceof AuthorizationException refused) {
        return Optional.of(notPermitted(refused));
      }
      if (cause instanceof PolicyViolationException
          || cause instanceof ThrottlingQuotaExceededException) {
        return Optional.of(quota(cause));
      }
    }
    return Optional.empty();
  }

  private BrokerFailure notPermitted(AuthorizationException refused) {
    return new BrokerFailure(
        Kind.NOT_PERMITTED,
        "%s lets us in and does not permit this (%s)".formatted(server, brokersWords(refused)),
        eventHubs()
            ? "give the identity the role Azure Event Hubs Data Owner on the namespace, or take a connection string with Listen and Send (Manage to make hubs)"
            : "permit it with kafka-acls.sh: READ on the content topic, the registry and the group, WRITE on enriched, dead letters, audit and registry, WRITE and DESCRIBE on the transactional ids '%s*'; `hubstream doctor` shows what is missing"
                .formatted(kafka.applicationId()));
  }

  private BrokerFailure quota(Throwable reached) {
    return new BrokerFailure(
        Kind.QUOTA,
        "%s refuses for now, because a quota is reached (%s)"
            .formatted(server, brokersWords(reached)),
        eventHubs()
            ? "raise the throughput units of the namespace (or processing units), or let it inflate by itself; or send less"
            : "raise the quota of the client, or send less");
  }

  private static Optional<String> rootWords(Throwable failure, Class<? extends Throwable> type) {
    Optional<String> found = Optional.empty();
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (type.isInstance(cause) && cause.getMessage() != null) {
        found = Optional.of(cause.getMessage());
      }
    }
    return found;
  }

  private static String brokersWords(Throwable failure) {
    return oneLine(String.valueOf(failure.getMessage()));
  }

  private static String deepest(Throwable failure) {
    Throwable last = failure;
    while (last.getCause() != null) {
      last = last.getCause();
    }
    return String.valueOf(last.getMessage() == null ? last.toString() : last.getMessage());
  }

  private static String oneLine(String text) {
    String line = Redacted.of(text).replaceAll("\\s+", " ").trim();
    return line.length() > 300 ? line.substring(0, 300) + "..." : line;
  }

  private static long seconds(Duration waited) {
    return Math.max(1, waited.toSeconds());
  }
}
