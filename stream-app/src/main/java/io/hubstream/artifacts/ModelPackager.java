package io.hubstream.artifacts;

import io.hubstream.content.ModelVersion;
import io.hubstream.serving.GoldenSample;
import io.hubstream.serving.InferredModel;
import io.hubstream.serving.ManifestHints;
import io.hubstream.serving.ModelInspector;
import io.hubstream.serving.ModelManifest;
import io.hubstream.serving.ModelManifest.FileEntry;
import io.hubstream.serving.ModelRefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Completes a version folder in place: it writes {@code hubstream-model.json}, with the digest of
 * every other file, last and in one step. From then on the folder is immutable.
 *
 * <p>Owner thread: the caller's. Equal requests over equal files give equal digests.
 */
public final class ModelPackager {
  private final ModelInspector inspector;
  private final PackageExtras extras;

  /** Adds nothing to the folder but the manifest. */
  public ModelPackager(ModelInspector inspector) {
    this(inspector, PackageExtras.NONE);
  }

  /**
   * @param extras adds files that only a run of the model can tell
   */
  public ModelPackager(ModelInspector inspector, PackageExtras extras) {
    this.inspector = inspector;
    this.extras = extras;
  }

  /**
   * Packages a folder. One that is packaged already, and says the same but for the time, is left as
   * it is.
   *
   * @throws ModelRefusedException the model cannot be routed, or the folder says something else
   * @throws IOException the folder cannot be read or written
   */
  public PackagedModel pack(PackageRequest request) throws ModelRefusedException, IOException {
    checkNames(request.model(), request.version());
    Path manifestFile = request.folder().resolve(ModelManifest.FILE_NAME);
    if (Files.exists(manifestFile)) {
      byte[] present = VersionFiles.manifestBytes(request.folder());
      Instant createdAt = ManifestJson.read(present).createdAt();
      byte[] same = ManifestJson.write(manifest(request, createdAt));
      if (!Arrays.equals(present, same)) {
        throw new ModelRefusedException(VersionFolder.packagedOtherwise(request.folder()));
      }
      return packaged(request.folder(), present);
    }
    byte[] bytes = ManifestJson.write(manifest(request, request.createdAt()));
    VersionFiles.writeWhole(manifestFile, bytes);
    return packaged(request.folder(), bytes);
  }

  /**
   * Whether a version may be called so, before work is put into it.
   *
   * @throws ModelRefusedException one of them cannot name a folder on every system
   */
  public static void checkNames(String model, String version) throws ModelRefusedException {
    checkName("model", model);
    checkName("version", version);
  }

  private static void checkName(String what, String name) throws ModelRefusedException {
    if (!ArtifactPaths.isName(name)) {
      throw new ModelRefusedException(
          "'%s' cannot name a %s: letters, digits, '.', '_' and '-', a letter or digit first"
              .formatted(name, what));
    }
  }

  private static PackagedModel packaged(Path folder, byte[] bytes) throws ModelRefusedException {
    ModelManifest manifest = ManifestJson.read(bytes);
    ModelVersion version =
        new ModelVersion(manifest.model(), manifest.version(), VersionFiles.digest(bytes));
    return new PackagedModel(version, folder, manifest);
  }

  private ModelManifest manifest(PackageRequest request, Instant createdAt)
      throws ModelRefusedException, IOException {
    ModelManifest draft = draft(request, createdAt);
    List<GoldenSample> golden = extras.add(VersionFolder.of(request.folder()), draft);
    List<FileEntry> files = new ArrayList<>();
    for (Map.Entry<String, Path> file : VersionFiles.list(request.folder()).entrySet()) {
      if (!ArtifactPaths.isSafe(file.getKey())) {
        throw new ModelRefusedException("'" + file.getKey() + "' cannot be named on every system");
      }
      files.add(VersionFiles.entry(file.getKey(), file.getValue()));
    }
    return draft.complete(files, golden);
  }

  /** All but the files. */
  private ModelManifest draft(PackageRequest request, Instant createdAt)
      throws ModelRefusedException, IOException {
    InferredModel inferred = inspector.infer(request.folder(), hints(request));
    return new ModelManifest(
        request.model(),
        request.version(),
        inferred.tags(),
        inferred.input(),
        inferred.embedding(),
        inferred.classification(),
        request.owner(),
        request.lineage(),
        createdAt,
        List.of());
  }

  private static ManifestHints hints(PackageRequest request) throws IOException {
    ManifestHints hints = request.hints();
    if (request.labelsFile().isEmpty()) {
      return hints;
    }
    return new ManifestHints(
        ManifestHints.readLabels(request.labelsFile().get()),
        hints.imageSize(),
        hints.valueRange(),
        hints.text(),
        hints.spaceId());
  }
}
