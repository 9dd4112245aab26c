package io.hubstream.importing;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.Optional;
import java.util.Set;

/**
 * Asks for an address and follows where it leads, a few times and never to plain http.
 *
 * <p>{@code HttpURLConnection} and not {@code java.net.http}: it alone has a limit for a body that
 * stops arriving.
 *
 * <p>Owner thread: the caller's. Whoever gets an answer closes it.
 */
final class WebClient {
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
  private static final Set<Integer> PASSING = Set.of(408, 425, 429, 500, 502, 503, 504);

  private final DownloadSettings settings;
  private final Optional<Credentials> credentials;

  WebClient(DownloadSettings settings, Optional<Credentials> credentials) {
    this.settings = settings;
    this.credentials = credentials;
  }

  /** What came back, and from where. */
  record Answer(URI address, HttpURLConnection connection) implements AutoCloseable {
    InputStream body() throws IOException {
      return connection.getInputStream();
    }

    /** Length of the body, -1 where the service does not say. */
    long length() {
      return connection.getContentLengthLong();
    }

    Optional<String> header(String name) {
      return Optional.ofNullable(connection.getHeaderField(name));
    }

    @Override
    public void close() {
      connection.disconnect();
    }
  }

  /** Does something with an answer. */
  interface Reader<T> {
    T read(Answer answer) throws IOException;
  }

  /**
   * Asks, and again after what may pass.
   *
   * @throws HttpStatusException the service refuses
   * @throws IOException it did not answer, or not to the end
   */
  <T> T get(URI address, Reader<T> reader) throws IOException, InterruptedException {
    long pauseMs = settings.pause().toMillis();
    for (int attempt = 1; ; attempt++) {
      try (Answer answer = open(address)) {
        return reader.read(answer);
      } catch (HttpStatusException e) {
        if (attempt >= settings.attempts() || !PASSING.contains(e.status())) {
          throw e;
        }
      } catch (LimitExceededException | NotFollowedException e) {
        throw e;
      } catch (IOException e) {
        if (attempt >= settings.attempts()) {
          throw new IOException(
              "fetching %s failed %d times, at last: %s"
                  .formatted(WebAddress.shown(address), attempt, reason(e)),
              e);
        }
      }
      Thread.sleep(pauseMs);
      pauseMs *= 2;
    }
  }

  private Answer open(URI start) throws IOException {
    URI address = start;
    for (int hops = 0; hops <= settings.redirects(); hops++) {
      HttpURLConnection connection = connect(address);
      int status = connection.getResponseCode();
      if (status == HttpURLConnection.HTTP_OK) {
        return new Answer(address, connection);
      }
      String location = connection.getHeaderField("Location");
      connection.disconnect();
      if (!REDIRECTS.contains(status) || location == null) {
        throw new HttpStatusException(status, WebAddress.shown(address));
      }
      address = WebAddress.redirected(address, location);
    }
    throw new NotFollowedException(
        "%s sends us on and on, more than %d times"
            .formatted(WebAddress.shown(start), settings.redirects()));
  }

  private HttpURLConnection connect(URI address) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
    connection.setInstanceFollowRedirects(false);
    connection.setConnectTimeout((int) settings.connectTimeout().toMillis());
    connection.setReadTimeout((int) settings.readTimeout().toMillis());
    connection.setUseCaches(false);
    connection.setRequestProperty("User-Agent", settings.userAgent());
    connection.setRequestProperty("Accept", "*/*");
    credentials
        .filter(known -> known.areFor(address))
        .ifPresent(known -> connection.setRequestProperty("Authorization", known.header()));
    return connection;
  }

  /**
   * Some exceptions of the network have a name only; others hold the whole address, with the
   * secrets of its query.
   */
  private static String reason(IOException e) {
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message.replaceAll("\\?\\S*", "?...");
  }
}
