package io.hubstream.tests;

import static io.hubstream.tests.BadVersions.LETTERS;

import io.hubstream.serving.DesiredVersion;
import io.hubstream.serving.Phase;
import io.hubstream.testing.Versions;
import io.hubstream.tests.UpdateTable.Row;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.tensorflow.proto.MetaGraphDef;

/** Versions whose files or manifests are bad, and a store that is away. */
final class ArtifactRows {
  private static final long LARGE_FILE = 160L << 20;

  private ArtifactRows() {}

  static List<Row> all(BadVersions versions) {
    return Stream.of(graphs(versions), others(versions)).flatMap(List::stream).toList();
  }

  private static List<Row> graphs(BadVersions versions) {
    return List.of(
        Row.of(
            "saved_model.pb truncated in the store",
            Phase.FETCHED,
            table -> {
              DesiredVersion wanted = versions.good(LETTERS, "cut-later");
              truncate(Path.of(wanted.artifactUri()));
              return table.activate(wanted);
            },
            "'saved_model.pb' has",
            "the manifest says"),
        Row.activating(
            "saved_model.pb truncated before",
            Phase.VERIFIED,
            () -> versions.spoilt(LETTERS, "cut-before", ArtifactRows::truncate),
            "saved_model.pb is damaged"),
        Row.activating(
            "variables missing",
            Phase.VERIFIED,
            () ->
                versions.spoilt(
                    LETTERS,
                    "no-variables",
                    folder -> {
                      BadVersions.graph(ArtifactRows::restoring).apply(folder);
                      BadVersions.needing(GraphRows.node("VarHandleOp", "weights")).apply(folder);
                    }),
            "variables/variables.index is missing, and the model has variables"),
        Row.of(
            "digest of a file differs",
            Phase.VERIFIED,
            table -> {
              DesiredVersion wanted = versions.good(LETTERS, "changed");
              change(Path.of(wanted.artifactUri()));
              return table.activate(wanted);
            },
            "'saved_model.pb' differs: its SHA-256 is not the manifest's"));
  }

  private static List<Row> others(BadVersions versions) {
    return List.of(
        Row.activating(
            "digest of the manifest differs",
            Phase.FETCHED,
            () ->
                BadVersions.withDigest(
                    versions.good(LETTERS, "other-digest"), Versions.digest("other")),
            "the manifest's digest is sha256:",
            "the registry names " + Versions.digest("other")),
        Row.activating(
            "manifest of a newer format",
            Phase.FETCHED,
            () ->
                BadVersions.rewritten(
                    versions.good(LETTERS, "newer"), "\"format\" : 1", "\"format\" : 3"),
            "is 3, but this release reads 1 to 2",
            "update this one"),
        Row.activating(
            "too large for the memory",
            Phase.LOADED,
            () -> versions.spoilt(LETTERS, "large", ArtifactRows::enlarge),
            "too large for the memory",
            "models.memory.max.mb=300 leaves"));
  }

  private static void truncate(Path folder) throws IOException {
    Path file = folder.resolve("saved_model.pb");
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length * 3 / 5));
  }

  private static void change(Path folder) throws IOException {
    Path file = folder.resolve("saved_model.pb");
    byte[] bytes = Files.readAllBytes(file);
    int middle = bytes.length / 2;
    bytes[middle] = (byte) (bytes[middle] ^ 1);
    Files.write(file, bytes);
  }

  private static void enlarge(Path folder) throws IOException {
    Path assets = Files.createDirectories(folder.resolve("assets.extra"));
    try (RandomAccessFile file =
        new RandomAccessFile(assets.resolve("embeddings.bin").toFile(), "rw")) {
      file.setLength(LARGE_FILE);
    }
  }

  private static void restoring(MetaGraphDef.Builder meta) {
    meta.getGraphDefBuilder().addNode(GraphRows.node("NoOp", "restore_all"));
    meta.getSaverDefBuilder().setRestoreOpName("restore_all");
  }

  /** The store goes away, and comes back once the service has seen that. */
  static Row outage(BadVersions versions) {
    return Row.of(
        "the store is down for a while",
        Phase.ACTIVATED,
        table -> {
          DesiredVersion wanted = versions.good(LETTERS, "after-the-outage");
          Path folder = Path.of(wanted.artifactUri());
          Path away = folder.resolveSibling("away");
          Files.move(folder, away);
          long offset = table.activate(wanted);
          table.awaitReason(LETTERS, "attempt 1 of 3 failed");
          table.requireTriedAgain(offset, Phase.FETCHED, "attempt 1 of 3 failed in FETCHED: ");
          Files.move(away, folder);
          return offset;
        },
        "of 3 succeeded: a row of the table");
  }
}
