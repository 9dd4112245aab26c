package io.hubstream.payload;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.io.Closer;
import org.apache.hc.core5.util.Timeout;

/**
 * A host that is asked over HTTPS, with a pool of connections of its own. It follows no redirect,
 * uses no proxy, sends no cookie and no credentials, and asks for no compression.
 *
 * <p>Owner thread: none; any may call. {@link #close()} ends the connections.
 */
final class WebStore implements RemoteStore {
  private static final Pattern ETAG = Pattern.compile("(W/)?\"[\\x21\\x23-\\x7e]*\"");
  private static final int BUFFER = 16_384;

  private final WebHost host;
  private final CloseableHttpClient client;

  /**
   * How it is connected to.
   *
   * @param idle longest time until a connection stands, and in which nothing comes
   * @param connections most at a time
   */
  record Connecting(
      Duration idle, int connections, TlsSocketStrategy tls, CheckedAddresses.Lookup lookup) {}

  WebStore(WebHost host, Connecting connecting) {
    this.host = host;
    Timeout idle = Timeout.of(connecting.idle());
    this.client =
        HttpClients.custom()
            .setConnectionManager(
                PoolingHttpClientConnectionManagerBuilder.create()
                    .setDnsResolver(new CheckedAddresses(host.mayBePrivate(), connecting.lookup()))
                    .setTlsSocketStrategy(connecting.tls())
                    .setMaxConnTotal(connecting.connections())
                    .setMaxConnPerRoute(connecting.connections())
                    .setDefaultConnectionConfig(
                        ConnectionConfig.custom()
                            .setConnectTimeout(idle)
                            .setSocketTimeout(idle)
                            .setTimeToLive(1, TimeUnit.MINUTES)
                            .build())
                    .build())
            .setDefaultRequestConfig(
                RequestConfig.custom()
                    .setConnectionRequestTimeout(idle)
                    .setResponseTimeout(idle)
                    .build())
            .setUserAgent("hubstream")
            .disableRedirectHandling()
            .disableAutomaticRetries()
            .disableCookieManagement()
            .disableAuthCaching()
            .disableContentCompression()
            .build();
  }

  @Override
  public String name() {
    return host.name();
  }

  @Override
  public boolean holds(URI uri) {
    return host.isOf(uri);
  }

  @Override
  public long read(URI uri, Optional<String> etag, PayloadSink to, Duration limit)
      throws StoreFailure, InterruptedException {
    Optional<String> wanted = etag.isPresent() ? Optional.of(tag(etag.get())) : Optional.empty();
    HttpGet request = new HttpGet(uri);
    // A weak tag never matches on the server's side: RFC 9110, 13.1.1.
    wanted
        .filter(tag -> !tag.startsWith("W/"))
        .ifPresent(tag -> request.setHeader(HttpHeaders.IF_MATCH, tag));
    return ask(request, limit, answer -> body(answer, wanted, to));
  }

  @Override
  public void touch(URI uri, Duration limit) throws StoreFailure, InterruptedException {
    HttpGet request = new HttpGet(uri);
    request.setHeader(HttpHeaders.RANGE, "bytes=0-0");
    ask(
        request,
        limit,
        answer -> {
          int status = answer.getCode();
          if (status != 200 && status != 206 && status != 416) {
            throw failure(status);
          }
          return 0L;
        });
  }

  private interface Reader {
    long read(ClassicHttpResponse answer) throws IOException, StoreFailure;
  }

  private long ask(HttpGet request, Duration limit, Reader reader)
      throws StoreFailure, InterruptedException {
    CompletableFuture<Void> end = new CompletableFuture<>();
    end.orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS)
        .exceptionally(
            late -> {
              request.cancel();
              return null;
            });
    try {
      return read(client.executeOpen(null, request, null), request, reader);
    } catch (PayloadSink.LongerException e) {
      throw new StoreFailure(StoreFailure.Kind.MISMATCH, String.valueOf(e.getMessage()));
    } catch (IOException e) {
      if (Thread.interrupted() || isInterrupt(e)) {
        throw new InterruptedException("while reading a payload");
      }
      throw new StoreFailure(
          StoreFailure.Kind.UNAVAILABLE,
          end.isCompletedExceptionally()
              ? "no whole answer came within %d ms".formatted(limit.toMillis())
              : words(e));
    } finally {
      end.complete(null);
    }
  }

  /**
   * An answer that was read to its end has given its connection back; any other one is cut off:
   * closing it would read the rest of the body, however long.
   */
  private static long read(ClassicHttpResponse answer, HttpGet request, Reader reader)
      throws IOException, StoreFailure {
    try {
      return reader.read(answer);
    } finally {
      request.cancel();
      Closer.closeQuietly(answer);
    }
  }

  private static boolean isInterrupt(IOException e) {
    return e instanceof InterruptedIOException && e.getCause() instanceof InterruptedException;
  }

  /** The messages of other exceptions could hold more of the address than may be shown. */
  private static String words(IOException e) {
    if (e instanceof CheckedAddresses.ForbiddenAddressException) {
      return String.valueOf(e.getMessage());
    }
    return e instanceof UnknownHostException
        ? "its name does not resolve"
        : "no whole answer came (%s)".formatted(e.getClass().getSimpleName());
  }

  private long body(ClassicHttpResponse answer, Optional<String> etag, PayloadSink to)
      throws IOException, StoreFailure {
    if (answer.getCode() != 200) {
      throw failure(answer.getCode());
    }
    requireTag(answer, etag);
    HttpEntity entity = answer.getEntity();
    if (entity == null) {
      return 0;
    }
    long told = entity.getContentLength();
    if (told > to.length()) {
      throw new PayloadSink.LongerException(to.length());
    }
    // Not closed here: see read().
    InputStream in = entity.getContent();
    byte[] buffer = new byte[BUFFER];
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      to.write(buffer, 0, read);
    }
    // Without a length the end of the body is told by its framing.
    return told >= 0 ? told : entity.isChunked() ? to.count() : -1;
  }

  /** A server may not know If-Match: then its own tag tells. */
  private static void requireTag(ClassicHttpResponse answer, Optional<String> etag)
      throws StoreFailure {
    Header found = answer.getFirstHeader(HttpHeaders.ETAG);
    if (etag.isPresent() && found != null && !strong(found.getValue()).equals(strong(etag.get()))) {
      throw new StoreFailure(
          StoreFailure.Kind.CHANGED, "its ETag is another one than the claim check says");
    }
  }

  private static String strong(String tag) {
    return tag.startsWith("W/") ? tag.substring(2) : tag;
  }

  private static StoreFailure failure(int status) {
    StoreFailure.Kind kind = StoreFailure.kindOf(status);
    return new StoreFailure(
        kind,
        switch (kind) {
          case CHANGED -> "its ETag is another one than the claim check says (412)";
          case REFUSED ->
              status / 100 == 3
                  ? "it answers with a redirect (%d), and none is followed".formatted(status)
                  : "it answers %d".formatted(status);
          default -> "it answers %d".formatted(status);
        });
  }

  /** With quotes, which some tools leave out. */
  static String tag(String etag) throws StoreFailure {
    String quoted = etag.endsWith("\"") ? etag : "\"" + etag + "\"";
    if (!ETAG.matcher(quoted).matches()) {
      throw new StoreFailure(StoreFailure.Kind.REFUSED, "the claim check's etag is no ETag");
    }
    return quoted;
  }

  @Override
  public void close() {
    client.close(CloseMode.IMMEDIATE);
  }
}
