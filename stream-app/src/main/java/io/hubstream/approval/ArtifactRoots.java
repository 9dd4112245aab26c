package io.hubstream.approval;

import io.hubstream.azure.BlobAddress;
import io.hubstream.azure.BlobRefusedException;
import io.hubstream.serving.ModelRefusedException;
import io.hubstream.serving.ShownUri;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * The places that artifacts may come from. A URI lies under a root when scheme and authority are
 * the same, whatever their case, and its path starts with the root's, name by name. A path that
 * says its place in a roundabout way ({@code ..}, an encoded slash) is refused rather than
 * interpreted, because a store might interpret it otherwise. In the file system symbolic links are
 * followed first: what counts is where the folder really is. Azure's two addresses of one folder,
 * {@code abfss:} and {@code https:}, are one place.
 */
public final class ArtifactRoots {
  private final List<URI> roots;

  /**
   * @param roots absolute URIs
   */
  public ArtifactRoots(List<URI> roots) {
    this.roots = roots.stream().map(ArtifactRoots::normal).toList();
  }

  /**
   * Asks for a place under a root.
   *
   * @throws ModelRefusedException the artifact lies elsewhere
   */
  public void require(URI artifact) throws ModelRefusedException {
    Optional<String> roundabout = roundabout(artifact);
    if (roundabout.isPresent()) {
      throw new ModelRefusedException(
          "the artifact URI '%s' is refused in production: it %s"
              .formatted(ShownUri.of(artifact), roundabout.get()));
    }
    URI normal = normal(artifact);
    if (roots.stream().noneMatch(root -> isUnder(normal, root))) {
      throw outside(artifact);
    }
  }

  private ModelRefusedException outside(URI artifact) {
    return new ModelRefusedException(
        "artifacts for production come from %s (environment.artifact.roots), and '%s' lies elsewhere; publish it there and promote it again"
            .formatted(roots, ShownUri.of(artifact)));
  }

  /** What makes a URI say something else than it seems to. */
  private static Optional<String> roundabout(URI uri) {
    String path = uri.getRawPath();
    if (uri.getScheme() == null || path == null || !path.startsWith("/")) {
      return Optional.of("is no absolute URI with a path");
    }
    if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
      return Optional.of("has a query or a fragment");
    }
    String lower = path.toLowerCase(Locale.ROOT);
    if (lower.contains("%2e") || lower.contains("%2f") || lower.contains("%5c")) {
      return Optional.of("hides a dot or a slash behind a percent sign");
    }
    String decoded = uri.getPath();
    if (decoded.indexOf('\\') >= 0 || decoded.indexOf('\0') >= 0) {
      return Optional.of("has a backslash or a null in its path");
    }
    List<String> names = List.of(decoded.split("/", -1));
    return names.contains("..") || names.contains(".")
        ? Optional.of("has '.' or '..' in its path")
        : Optional.empty();
  }

  private static URI normal(URI uri) {
    return canonical(uri).orElseGet(() -> lowered(uri));
  }

  /** Where the store would look; empty when it is none of Azure's own addresses. */
  private static Optional<URI> canonical(URI uri) {
    try {
      return BlobAddress.isBlob(uri)
          ? Optional.of(BlobAddress.parse(uri, List.of()).uri())
          : Optional.empty();
    } catch (BlobRefusedException e) {
      return Optional.empty();
    }
  }

  private static URI lowered(URI uri) {
    String authority = uri.getRawAuthority();
    String path = uri.getPath().replaceAll("/+", "/");
    try {
      return new URI(
          String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT),
          authority == null ? null : lowerHost(authority),
          path,
          null,
          null);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(uri + " has no normal form: " + e.getReason(), e);
    }
  }

  // In abfss://container@account the container's case counts; a container's name is lower-case.
  private static String lowerHost(String authority) {
    int at = authority.lastIndexOf('@');
    return authority.substring(0, at + 1) + authority.substring(at + 1).toLowerCase(Locale.ROOT);
  }

  private static boolean isUnder(URI uri, URI root) {
    boolean same =
        String.valueOf(uri.getScheme()).equals(root.getScheme())
            && Objects.equals(uri.getRawAuthority(), root.getRawAuthority());
    return same && ("file".equals(root.getScheme()) ? isFolderIn(uri, root) : isNamedIn(uri, root));
  }

  private static boolean isNamedIn(URI uri, URI root) {
    String path = uri.getPath();
    String base = root.getPath().endsWith("/") ? root.getPath() : root.getPath() + "/";
    return path.startsWith(base) && path.length() > base.length();
  }

  // A folder that is not there now is judged by its name: the fetch will tell, and is retried.
  private static boolean isFolderIn(URI uri, URI root) {
    try {
      Path folder = Path.of(uri);
      if (!Files.exists(folder)) {
        return isNamedIn(uri, root);
      }
      Path real = folder.toRealPath();
      Path base = Path.of(root).toRealPath();
      return real.startsWith(base) && !real.equals(base);
    } catch (IOException | IllegalArgumentException e) {
      return false;
    }
  }
}
