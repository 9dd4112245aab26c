package io.hubstream.azure;

import com.azure.core.exception.ClientAuthenticationException;
import com.azure.core.exception.HttpResponseException;
import io.hubstream.schemas.SchemaRegistryUnavailableException;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/**
 * Puts what the SDK throws into our own words: those name the place, never what its exceptions
 * hold.
 *
 * @param name of the registry, for people
 */
record SchemaRegistryFailures(String name) {
  static final int NOT_FOUND = 404;

  private static final Set<Integer> BUSY = Set.of(408, 429, 500, 502, 503, 504);

  /**
   * Asks a question.
   *
   * @param refused what a status of 4xx means for it
   * @throws SchemaRegistryUnavailableException there is no answer, or nobody is let in
   */
  <T> T ask(Supplier<T> question, IntFunction<T> refused) {
    try {
      return question.get();
    } catch (RuntimeException e) {
      int status = status(e);
      if (status >= 400
          && status < 500
          && status != 401
          && status != 403
          && !BUSY.contains(status)) {
        return refused.apply(status);
      }
      throw unavailable(e, status);
    }
  }

  /** For a status that says nothing about what was asked. */
  SchemaRegistryUnavailableException answered(int status) {
    return unavailable("answers %d: look at the namespace".formatted(status), true);
  }

  private SchemaRegistryUnavailableException unavailable(RuntimeException thrown, int status) {
    if (status == 401 || status == 403) {
      return unavailable(
          "answers %d: the identity that DefaultAzureCredential finds needs the role Schema Registry Reader, or Contributor to register schemas"
              .formatted(status),
          false);
    }
    if (has(thrown, ClientAuthenticationException.class)) {
      return unavailable(
          "was not asked, as no token could be had: check the identity that DefaultAzureCredential should find",
          false);
    }
    if (has(thrown, InterruptedException.class)) {
      Thread.currentThread().interrupt();
      return unavailable("was not waited for: this process ends", false);
    }
    if (status != 0) {
      return answered(status);
    }
    return unavailable(
        "gives no answer (%s): check wire.azure.namespace, and the network"
            .formatted(innermost(thrown).getClass().getSimpleName()),
        true);
  }

  private SchemaRegistryUnavailableException unavailable(String what, boolean passing) {
    return new SchemaRegistryUnavailableException(
        name, "the schema registry %s %s".formatted(name, what), passing);
  }

  /** 0 where there was no answer. */
  private static int status(Throwable thrown) {
    for (Throwable each = thrown; each != null; each = each.getCause()) {
      if (each instanceof HttpResponseException answer && answer.getResponse() != null) {
        return answer.getResponse().getStatusCode();
      }
    }
    return 0;
  }

  private static boolean has(Throwable thrown, Class<? extends Throwable> type) {
    for (Throwable each = thrown; each != null; each = each.getCause()) {
      if (type.isInstance(each)) {
        return true;
      }
    }
    return false;
  }

  private static Throwable innermost(Throwable thrown) {
    Throwable each = thrown;
    while (each.getCause() != null && each.getCause() != each) {
      each = each.getCause();
    }
    return each;
  }
}
