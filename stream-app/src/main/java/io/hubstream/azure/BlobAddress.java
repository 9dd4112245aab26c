package io.hubstream.azure;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A folder in Blob storage.
 *
 * @param endpoint of the account, without a slash at the end
 * @param account name of the storage account
 * @param container name of the container
 * @param path of the folder, without slashes at its ends; empty for the container itself
 */
public record BlobAddress(String endpoint, String account, String container, String path) {
  private static final Set<String> SCHEMES = Set.of("https", "http", "abfss");
  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");
  private static final Pattern CLOUD =
      Pattern.compile(
          "([a-z0-9]{3,24})(\\.z\\d\\d)?\\.(?:blob|dfs)"
              + "(\\.core\\.windows\\.net|\\.core\\.chinacloudapi\\.cn|\\.core\\.usgovcloudapi\\.net"
              + "|\\.storage\\.azure\\.net)");
  private static final Pattern CONTAINER = Pattern.compile("\\$?[a-z0-9](-?[a-z0-9]){1,62}");

  /** Whether an address is of this kind, by its scheme. */
  public static boolean isBlob(URI uri) {
    return uri.getScheme() != null && SCHEMES.contains(uri.getScheme().toLowerCase(Locale.ROOT));
  }

  /**
   * Reads {@code https://ACCOUNT.blob.core.windows.net/CONTAINER/PATH}, {@code
   * abfss://CONTAINER@ACCOUNT.dfs.core.windows.net/PATH}, or an address below one of the endpoints.
   *
   * @param endpoints beside Azure's own, as {@link BlobAccess#endpoints}
   * @throws BlobRefusedException it is none of these, or holds a query, which could be a secret
   */
  public static BlobAddress parse(URI uri, List<String> endpoints) throws BlobRefusedException {
    if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
      throw refused(uri, "may have no query: a SAS belongs into AZURE_STORAGE_SAS_TOKEN");
    }
    for (String endpoint : endpoints) {
      Optional<String> below = below(uri, endpoint);
      if (below.isPresent()) {
        return atEndpoint(uri, endpoint, below.get());
      }
    }
    Matcher cloud = CLOUD.matcher(String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT));
    boolean secure = !"http".equalsIgnoreCase(uri.getScheme());
    if (!secure || !cloud.matches() || uri.getPort() != -1) {
      throw refused(
          uri,
          "is no endpoint of Blob storage that is allowed: https://ACCOUNT.blob.core.windows.net"
              + " is, others are named in azure.blob.endpoints");
    }
    String zone = cloud.group(2) == null ? "" : cloud.group(2);
    String endpoint = "https://" + cloud.group(1) + zone + ".blob" + cloud.group(3);
    if (!"abfss".equalsIgnoreCase(uri.getScheme())) {
      requireNoUser(uri);
      return of(uri, endpoint, cloud.group(1), trimmed(uri.getPath()));
    }
    if (uri.getUserInfo() == null) {
      throw refused(uri, "names no container: abfss://CONTAINER@ACCOUNT.dfs.core.windows.net/PATH");
    }
    String full = uri.getUserInfo() + "/" + trimmed(uri.getPath());
    return of(uri, endpoint, cloud.group(1), trimmed(full));
  }

  /** The endpoint of an emulator on this machine that an address names, if it does. */
  public static Optional<String> loopbackEndpoint(URI uri) {
    if (!"http".equalsIgnoreCase(uri.getScheme())
        || !LOOPBACK.contains(String.valueOf(uri.getHost()))) {
      return Optional.empty();
    }
    String account = trimmed(uri.getPath()).replaceFirst("/.*", "");
    return Optional.of("http://" + uri.getAuthority() + "/" + account);
  }

  /** What of an address comes after an endpoint; an endpoint is compared as it is written. */
  private static Optional<String> below(URI uri, String endpoint) throws BlobRefusedException {
    String start = endpoint.replaceFirst("/+$", "") + "/";
    if (!uri.toString().startsWith(start)) {
      return Optional.empty();
    }
    requireNoUser(uri);
    String path = uri.getPath();
    String own = String.valueOf(URI.create(start).getPath());
    return Optional.of(trimmed(path.substring(Math.min(own.length(), path.length()))));
  }

  private static BlobAddress atEndpoint(URI uri, String configured, String below)
      throws BlobRefusedException {
    URI endpoint = URI.create(configured.replaceFirst("/+$", ""));
    if ("http".equalsIgnoreCase(endpoint.getScheme())
        && !LOOPBACK.contains(String.valueOf(endpoint.getHost()))) {
      throw refused(uri, "is not encrypted, and not on this machine: use https");
    }
    String own = trimmed(endpoint.getPath());
    String account =
        own.isEmpty() ? String.valueOf(endpoint.getHost()).replaceFirst("\\..*", "") : own;
    return of(uri, endpoint.toString(), account, below);
  }

  private static BlobAddress of(URI uri, String endpoint, String account, String full)
      throws BlobRefusedException {
    int slash = full.indexOf('/');
    String container = slash < 0 ? full : full.substring(0, slash);
    if (!CONTAINER.matcher(container).matches()) {
      throw refused(uri, "names no container after the endpoint");
    }
    String path = slash < 0 ? "" : full.substring(slash + 1);
    if (slash >= 0 && !List.of(path.split("/", -1)).stream().allMatch(BlobAddress::isPlain)) {
      throw refused(uri, "may hold no empty names, '.' or '..'");
    }
    return new BlobAddress(endpoint, account, container, path);
  }

  private static boolean isPlain(String name) {
    return !name.isEmpty() && !name.equals(".") && !name.equals("..");
  }

  /** A folder within this one. */
  public BlobAddress child(String name) {
    return new BlobAddress(endpoint, account, container, path.isEmpty() ? name : path + "/" + name);
  }

  /** The address over https, or that of the emulator. */
  public URI uri() {
    URI base = URI.create(endpoint);
    String full = String.join("/", String.valueOf(base.getPath()), container, path);
    try {
      return new URI(
          base.getScheme(), base.getAuthority(), full.replaceFirst("/$", ""), null, null);
    } catch (URISyntaxException e) {
      throw new IllegalStateException("an address that was parsed is one", e);
    }
  }

  private static void requireNoUser(URI uri) throws BlobRefusedException {
    if (uri.getRawUserInfo() != null) {
      throw refused(uri, "may name no user before its host");
    }
  }

  private static String trimmed(String path) {
    return path.replaceFirst("^/+", "").replaceFirst("/+$", "");
  }

  /** Names scheme, host and path only: the rest may hold secrets. */
  private static BlobRefusedException refused(URI uri, String why) {
    String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
    return new BlobRefusedException(
        "'%s://%s%s%s' %s".formatted(uri.getScheme(), uri.getHost(), port, uri.getPath(), why));
  }
}
