package io.hubstream.eventhubs;

import com.azure.core.amqp.exception.AmqpErrorCondition;
import com.azure.core.amqp.exception.AmqpException;
import com.azure.core.exception.ClientAuthenticationException;
import com.azure.core.exception.HttpResponseException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/**
 * What the SDK throws, in our own words. A text of the SDK's is never passed on: it may hold a
 * token, or an address with a signature.
 */
final class HubFailure {
  private HubFailure() {}

  /** One line: what failed, and what to do. */
  static String words(Throwable failure, HubAddress address, HubCredentials credentials) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      Optional<String> known = known(each, address, credentials);
      if (known.isPresent()) {
        return known.get();
      }
    }
    return "event hub %s failed (%s)".formatted(address.path(), failure.getClass().getSimpleName());
  }

  private static Optional<String> known(
      Throwable each, HubAddress address, HubCredentials credentials) {
    if (each instanceof UnknownHostException || each instanceof UnresolvedAddressException) {
      return Optional.of(
          "there is no host %s: check bridge.eventhub.namespace, or the Endpoint of the connection string"
              .formatted(address.namespace()));
    }
    if (each instanceof ClientAuthenticationException) {
      return Optional.of(denied(address, credentials));
    }
    if (each instanceof HttpResponseException answer && answer.getResponse() != null) {
      return Optional.of(
          "the checkpoints in Blob storage failed: %d; see bridge.checkpoint.container"
              .formatted(answer.getResponse().getStatusCode()));
    }
    if (each instanceof AmqpException amqp && amqp.getErrorCondition() != null) {
      return Optional.of(amqp(amqp.getErrorCondition(), address, credentials));
    }
    return each instanceof TimeoutException || isTimeout(each)
        ? Optional.of(silent(address))
        : Optional.empty();
  }

  // Blocking calls of the SDK wrap it so.
  private static boolean isTimeout(Throwable each) {
    return each instanceof IllegalStateException
        && String.valueOf(each.getMessage()).startsWith("Timeout on blocking read");
  }

  private static String amqp(
      AmqpErrorCondition condition, HubAddress address, HubCredentials credentials) {
    return switch (condition) {
      case UNAUTHORIZED_ACCESS, PUBLISHER_REVOKED_ERROR -> denied(address, credentials);
      case NOT_FOUND ->
          "there is no event hub %s, or no consumer group %s of it: check bridge.eventhub.name and bridge.eventhub.consumer.group"
              .formatted(address.path(), address.consumerGroup());
      case TIMEOUT_ERROR, PROTON_IO, OPERATION_CANCELLED -> silent(address);
      case SERVER_BUSY_ERROR, RESOURCE_LIMIT_EXCEEDED ->
          "event hub %s has reached a limit of its namespace (%s): add throughput units, or look at `az eventhubs namespace show`"
              .formatted(address.path(), condition.getErrorCondition());
      default -> "event hub %s: %s".formatted(address.path(), condition.getErrorCondition());
    };
  }

  private static String denied(HubAddress address, HubCredentials credentials) {
    return "event hub %s refuses %s: it must be valid now and needs the right Listen, or the role Azure Event Hubs Data Receiver"
        .formatted(address.path(), credentials);
  }

  private static String silent(HubAddress address) {
    return "%s does not answer: check bridge.eventhub.namespace, and that a firewall lets port 5671 through"
        .formatted(address.namespace());
  }
}
