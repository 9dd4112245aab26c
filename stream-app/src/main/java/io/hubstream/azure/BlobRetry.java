package io.hubstream.azure;

import com.azure.core.exception.ClientAuthenticationException;
import com.azure.core.exception.HttpResponseException;
import com.azure.core.http.HttpHeaderName;
import com.azure.storage.blob.models.BlobErrorCode;
import com.azure.storage.blob.models.BlobStorageException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;

/**
 * Repeats what a busy store or a cut connection made fail, a few times, and puts what is left of a
 * failure into our own words. Those name the place, never what the SDK's exception holds.
 *
 * <p>Owner thread: none; a call blocks its own thread.
 */
final class BlobRetry {
  private static final int ATTEMPTS = 4;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(20);
  private static final Set<Integer> BUSY = Set.of(408, 429, 500, 502, 503, 504);
  private static final Set<BlobErrorCode> PLACE_AWAY =
      Set.of(
          BlobErrorCode.CONTAINER_NOT_FOUND,
          BlobErrorCode.CONTAINER_BEING_DELETED,
          BlobErrorCode.ACCOUNT_BEING_CREATED);

  private final BlobAddress address;
  private final String credentials;
  private final int attempts;

  /** A request to the store. */
  interface Request<T> {
    T make() throws IOException;
  }

  /** Something else than the store failed: that is told as it is, and not repeated. */
  static final class NotTheStore extends IOException {
    private static final long serialVersionUID = 1L;
    private final IOException failure;

    NotTheStore(IOException failure) {
      super(failure);
      this.failure = failure;
    }
  }

  /**
   * @param credentials in words, which are used
   */
  BlobRetry(BlobAddress address, String credentials) {
    this(address, credentials, ATTEMPTS);
  }

  private BlobRetry(BlobAddress address, String credentials, int attempts) {
    this.address = address;
    this.credentials = credentials;
    this.attempts = attempts;
  }

  /** For whom the caller does the repeating. */
  static BlobRetry once(BlobAddress address, String credentials) {
    return new BlobRetry(address, credentials, 1);
  }

  /**
   * Makes a request, again if need be.
   *
   * @param what it does, as in {@code reading saved_model.pb}
   * @throws BlobStoreException it failed, for good or too often
   * @throws InterruptedIOException the thread was interrupted
   */
  <T> T run(String what, Request<T> request) throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        return request.make();
      } catch (BlobStoreException e) {
        throw e;
      } catch (NotTheStore e) {
        throw e.failure;
      } catch (RuntimeException | IOException e) {
        Failure failure = Failure.of(e);
        Duration pause = failure.pause(attempt);
        if (!failure.passing() || attempt == attempts || pause.compareTo(LONGEST_PAUSE) > 0) {
          throw told(what, failure, attempt);
        }
        sleep(pause);
      }
    }
  }

  private BlobStoreException told(String what, Failure failure, int attempts) {
    String tried = attempts == 1 ? "" : ", tried %d times".formatted(attempts);
    String advice =
        failure.kind() == BlobStoreException.Kind.DENIED
            ? "; it was asked with %s: that needs the role Storage Blob Data Reader (to publish: Contributor)"
                .formatted(credentials)
            : "";
    return new BlobStoreException(
        failure.kind(),
        "%s: %s failed: %s%s%s".formatted(address.uri(), what, failure.words(), tried, advice),
        failure.status(),
        failure.placeAway());
  }

  private static void sleep(Duration pause) throws InterruptedIOException {
    try {
      Thread.sleep(pause.toMillis());
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  private static InterruptedIOException interrupted() {
    Thread.currentThread().interrupt();
    return new InterruptedIOException("interrupted while Blob storage was asked");
  }

  /**
   * What went wrong.
   *
   * @param passing whether the same request may succeed later
   * @param retryAfter how long the store wants to be left alone
   * @param placeAway whether container or account are not there
   */
  private record Failure(
      BlobStoreException.Kind kind,
      String words,
      boolean passing,
      Optional<Duration> retryAfter,
      int status,
      boolean placeAway) {

    static Failure of(Throwable thrown) throws InterruptedIOException {
      for (Throwable each = thrown; each != null; each = each.getCause()) {
        if (each instanceof InterruptedException) {
          throw interrupted();
        }
        if (each instanceof ClientAuthenticationException) {
          return new Failure(
              BlobStoreException.Kind.DENIED,
              "no token could be had",
              false,
              Optional.empty(),
              BlobStoreException.NO_ANSWER,
              false);
        }
        if (each instanceof HttpResponseException answer && answer.getResponse() != null) {
          return of(answer);
        }
        if (each instanceof IOException || each instanceof TimeoutException) {
          return unavailable(each);
        }
      }
      return unavailable(thrown);
    }

    private static Failure unavailable(Throwable thrown) {
      // A message of the HTTP client may hold the whole address; a host, as of UnknownHost, may
      // not.
      return new Failure(
          BlobStoreException.Kind.UNAVAILABLE,
          "no whole answer came (" + thrown.getClass().getSimpleName() + ")",
          true,
          Optional.empty(),
          BlobStoreException.NO_ANSWER,
          false);
    }

    private static Failure of(HttpResponseException answer) {
      int status = answer.getResponse().getStatusCode();
      boolean busy = BUSY.contains(status);
      return new Failure(
          kind(status),
          words(status, answer),
          busy,
          busy ? retryAfter(answer) : Optional.empty(),
          status,
          code(answer).filter(PLACE_AWAY::contains).isPresent());
    }

    private static BlobStoreException.Kind kind(int status) {
      return switch (status) {
        case 401, 403 -> BlobStoreException.Kind.DENIED;
        case 404 -> BlobStoreException.Kind.MISSING;
        case 409 -> BlobStoreException.Kind.EXISTS;
        case 412 -> BlobStoreException.Kind.CHANGED;
        default -> BlobStoreException.Kind.UNAVAILABLE;
      };
    }

    private static String words(int status, HttpResponseException answer) {
      return code(answer).map(code -> status + " " + code).orElse(String.valueOf(status));
    }

    private static Optional<BlobErrorCode> code(HttpResponseException answer) {
      return answer instanceof BlobStorageException blob
          ? Optional.ofNullable(blob.getErrorCode())
          : Optional.empty();
    }

    private static Optional<Duration> retryAfter(HttpResponseException answer) {
      return Optional.ofNullable(answer.getResponse().getHeaderValue(HttpHeaderName.RETRY_AFTER))
          .filter(value -> value.matches("\\d{1,9}"))
          .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)));
    }

    /** Twice as long after each attempt, and at least what the store wants. */
    Duration pause(int attempt) {
      Duration doubled = FIRST_PAUSE.multipliedBy(1L << (attempt - 1));
      return retryAfter.filter(wanted -> wanted.compareTo(doubled) > 0).orElse(doubled);
    }
  }
}
