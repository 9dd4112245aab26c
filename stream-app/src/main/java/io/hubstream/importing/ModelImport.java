package io.hubstream.importing;

import io.hubstream.artifacts.ModelPackager;
import io.hubstream.artifacts.PackageRequest;
import io.hubstream.artifacts.PackagedModel;
import io.hubstream.importing.ArchiveDownload.Archive;
import io.hubstream.importing.ImportedModel.ArchiveDigest;
import io.hubstream.serving.ModelManifest;
import io.hubstream.serving.ModelRefusedException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Takes a model in: fetches or copies it, unpacks it, finds the SavedModel, packages it, and gives
 * the whole version its place by one rename. The manifest bears the time of {@code saved_model.pb},
 * so the same archive gives the same digest whenever it is imported.
 *
 * <p>Owner thread: the caller's.
 */
public final class ModelImport {
  private static final String NUMBER = "[0-9]+";
  private static final Pattern UNFIT = Pattern.compile("[^A-Za-z0-9._-]+");

  private final ModelPackager packager;
  private final ArchiveDownload downloads;
  private final Optional<URI> mirror;
  private final ModelLimits limits;
  private final ImportListener listener;

  /**
   * @param mirror asked in place of the service that a handle names
   */
  public ModelImport(
      ModelPackager packager,
      ArchiveDownload downloads,
      Optional<URI> mirror,
      ModelLimits limits,
      ImportListener listener) {
    this.packager = packager;
    this.downloads = downloads;
    this.mirror = mirror;
    this.limits = limits;
    this.listener = listener;
  }

  /** What a handle gave: the model in the work folder, where it comes from, what it came in. */
  private record Taken(Path root, String source, Optional<ArchiveDigest> archive) {}

  /**
   * Imports a model.
   *
   * @param work empty folder on the file system of the request's {@code out}; left to the caller
   * @throws ModelRefusedException it cannot or must not be taken in, or is there already
   * @throws IOException the network or a disk failed
   */
  public ImportedModel run(ImportRequest request, Path work)
      throws ModelRefusedException, IOException, InterruptedException {
    ModelHandle handle = request.handle();
    if (handle instanceof ModelHandle.Kaggle kaggle && kaggle.version().isEmpty()) {
      handle = newest(kaggle);
    }
    String name = request.naming().name().orElse(fit(handle.suggestedName()));
    Optional<String> said = request.naming().version().or(handle::suggestedVersion);
    ModelPackager.checkNames(name, said.orElse("1"));
    Path home = request.out().resolve(name);
    if (said.isPresent()) {
      checkFree(home.resolve(said.get()));
    }
    Taken taken = take(handle, request, work);
    String version = said.orElseGet(() -> versionOf(taken.root()));
    Path target = home.resolve(version);
    checkFree(target);
    listener.step("packaging it as " + name + ":" + version);
    PackagedModel packaged = packager.pack(packaging(request, taken, name, version));
    Files.createDirectories(home);
    move(packaged.folder(), target);
    return new ImportedModel(
        new PackagedModel(packaged.version(), target, packaged.manifest()), taken.archive());
  }

  private ModelHandle newest(ModelHandle.Kaggle kaggle)
      throws ModelRefusedException, IOException, InterruptedException {
    try {
      String number = downloads.newestVersion(kaggle.newest(mirror));
      listener.step("the newest version is " + number);
      return kaggle.at(number);
    } catch (HttpStatusException e) {
      throw refused(e, kaggle);
    }
  }

  private Taken take(ModelHandle handle, ImportRequest request, Path work)
      throws ModelRefusedException, IOException, InterruptedException {
    if (handle instanceof ModelHandle.Local local) {
      return Files.isDirectory(local.path())
          ? copy(local.path(), request, work)
          : unpack(local(local.path()), local, request, work);
    }
    URI address = address(handle);
    listener.step("fetching " + WebAddress.shown(address));
    Archive archive;
    try {
      archive = downloads.fetch(address, work.resolve("archive"), listener);
    } catch (HttpStatusException e) {
      throw refused(e, handle);
    }
    Taken taken = unpack(archive, handle, request, work);
    Files.delete(archive.file());
    return taken;
  }

  private URI address(ModelHandle handle) {
    if (handle instanceof ModelHandle.TensorFlowHub hub) {
      return hub.download(mirror);
    }
    return handle instanceof ModelHandle.Kaggle kaggle
        ? kaggle.download(mirror)
        : ((ModelHandle.RemoteArchive) handle).download();
  }

  private static Archive local(Path file) throws IOException {
    return new Archive(file, Files.size(file), Digests.sha256(file));
  }

  private Taken unpack(Archive archive, ModelHandle handle, ImportRequest request, Path work)
      throws ModelRefusedException, IOException {
    if (request.sha256().isPresent() && !request.sha256().get().equals(archive.sha256())) {
      throw new ModelRefusedException(
          "the archive's SHA-256 is %s, wanted is %s: it is another one, and is not unpacked"
              .formatted(archive.sha256(), request.sha256().get()));
    }
    listener.step("unpacking %,d bytes".formatted(archive.bytes()));
    IncomingFolder incoming = new IncomingFolder(work.resolve("model"), limits);
    TarArchive.unpack(archive.file(), incoming, limits);
    Path root = SavedModelRoot.find(incoming.root(), request.naming().version());
    return new Taken(
        root, handle.source(), Optional.of(new ArchiveDigest(archive.sha256(), archive.bytes())));
  }

  private Taken copy(Path folder, ImportRequest request, Path work)
      throws ModelRefusedException, IOException {
    if (request.sha256().isPresent()) {
      throw new ModelRefusedException(
          folder + " is a folder: --sha256 is the digest of an archive");
    }
    Path root = SavedModelRoot.find(folder, request.naming().version()).toRealPath();
    listener.step("copying " + root);
    Path copy = work.resolve(String.valueOf(root.getFileName()));
    FolderCopy.copy(root, copy, limits);
    return new Taken(copy, root.toUri().toString(), Optional.empty());
  }

  private static PackageRequest packaging(
      ImportRequest request, Taken taken, String name, String version) throws IOException {
    ImportRequest.Attribution attribution = request.attribution();
    return new PackageRequest(
        taken.root(),
        name,
        version,
        attribution.owner(),
        new ModelManifest.Lineage(taken.source(), attribution.trainingRun(), attribution.dataset()),
        Optional.empty(),
        request.hints(),
        Files.getLastModifiedTime(taken.root().resolve("saved_model.pb")).toInstant());
  }

  /** A name that may name a folder: letters, digits, dots, dashes; a letter or digit first. */
  private static String fit(String name) {
    String fit = UNFIT.matcher(name).replaceAll("-").replaceFirst("^[._-]+", "");
    return fit.isEmpty() ? "model" : fit;
  }

  private static String versionOf(Path root) {
    String folder = String.valueOf(root.getFileName());
    return folder.matches(NUMBER) ? folder : "1";
  }

  private static void checkFree(Path target) throws ModelRefusedException {
    if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      throw new ModelRefusedException(
          target
              + " is there already, and a version is immutable: choose another --version or --out,"
              + " or delete it if it was never published");
    }
  }

  private static void move(Path folder, Path target) throws ModelRefusedException, IOException {
    try {
      Files.move(folder, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException e) {
      checkFree(target); // Another import was faster.
      throw e;
    }
  }

  private static ModelRefusedException refused(HttpStatusException e, ModelHandle handle) {
    String advice =
        switch (e.status()) {
          case 401, 403 -> forbidden(handle);
          case 404, 410 -> "there is no such model or version; look at its page";
          default -> "try again later, or name a mirror with --hub-url";
        };
    return new ModelRefusedException(e.getMessage() + ": " + advice, e);
  }

  private static String forbidden(ModelHandle handle) {
    if (handle instanceof ModelHandle.Kaggle) {
      return "accept the model's licence on its page, and set KAGGLE_USERNAME and KAGGLE_KEY";
    }
    return handle instanceof ModelHandle.TensorFlowHub
        ? "it may have moved: look for its page on https://www.kaggle.com/models and use that"
            + " handle, or fetch the archive by hand and import the file"
        : "is the address complete, and its signature still valid?";
  }
}
