package io.hubstream.artifacts;

import io.hubstream.serving.DesiredVersion;
import io.hubstream.serving.ManifestHints;
import io.hubstream.serving.ModelManifest.Lineage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Small packaged versions of a model called {@code pets}, with whatever files a test wants. */
final class TestVersions {
  private TestVersions() {}

  /** Writes and packages a version. */
  static Path packaged(Path folder, String version, Map<String, byte[]> files) throws Exception {
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      Path target = folder.resolve(file.getKey());
      Files.createDirectories(target.getParent());
      Files.write(target, file.getValue());
    }
    new ModelPackager(new FakeInspector())
        .pack(
            new PackageRequest(
                folder,
                "pets",
                version,
                "tests",
                new Lineage("made by the test", "", ""),
                Optional.empty(),
                ManifestHints.NONE,
                Instant.parse("2026-01-31T12:00:00Z")));
    return folder;
  }

  /** Bytes that do not repeat, the same for the same seed. */
  static byte[] bytes(int length, long seed) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  static DesiredVersion wanted(PublishedModel published) {
    return new DesiredVersion(published.version(), published.artifactUri(), "");
  }
}
