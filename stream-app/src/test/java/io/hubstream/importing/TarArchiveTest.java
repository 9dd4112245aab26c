package io.hubstream.importing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubstream.serving.ModelRefusedException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever an archive tries, nothing is written beside its folder, and not too much in it. */
class TarArchiveTest {
  private static final ModelLimits LIMITS = new ModelLimits(200_000, 20, 120, 4, 20, 50_000);

  @TempDir Path dir;

  private Path unpack(byte[] archive) throws ModelRefusedException, IOException {
    return unpack(archive, LIMITS);
  }

  private Path unpack(byte[] archive, ModelLimits limits)
      throws ModelRefusedException, IOException {
    Path file = Files.write(dir.resolve("archive"), archive);
    IncomingFolder target = new IncomingFolder(dir.resolve("model"), limits);
    TarArchive.unpack(file, target, limits);
    return target.root();
  }

  /** What there is beside the archive and the folder for the model. */
  private List<String> besides() throws IOException {
    try (Stream<Path> list = Files.list(dir)) {
      return list.map(path -> String.valueOf(path.getFileName()))
          .filter(name -> !name.equals("archive") && !name.equals("model"))
          .toList();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldUnpackFilesWithTheirTimesWhetherGzippedOrNot(boolean gzip) throws Exception {
    // Given
    TarWriter tar =
        new TarWriter()
            .folder("./")
            .folder("./variables/")
            .file("./variables/variables.index", "index")
            .file("./saved_model.pb", "graph");

    // When
    Path model = unpack(gzip ? tar.gzipped() : tar.plain());

    // Then
    assertThat(model.resolve("saved_model.pb")).hasContent("graph");
    assertThat(model.resolve("variables/variables.index")).hasContent("index");
    assertThat(Files.getLastModifiedTime(model.resolve("saved_model.pb")).toMillis())
        .isEqualTo(TarWriter.TIME.toMillis());
    assertThat(besides()).isEmpty();
  }

  static Stream<Arguments> escapes() throws IOException {
    return Stream.of(
        Arguments.of("parent", new TarWriter().file("../outside", "x"), "leads out"),
        Arguments.of("deep parent", new TarWriter().file("a/../../outside", "x"), "leads out"),
        Arguments.of("parent within", new TarWriter().file("a/../b", "x"), "leads out"),
        Arguments.of("dot parent", new TarWriter().file("./../outside", "x"), "leads out"),
        Arguments.of("absolute", new TarWriter().file("/tmp/hubstream-outside", "x"), "leads out"),
        Arguments.of("parent folder", new TarWriter().folder("../outside/"), "leads out"),
        Arguments.of("absolute folder", new TarWriter().folder("/outside/"), "leads out"),
        Arguments.of("only the parent", new TarWriter().folder("../"), "leads out"),
        Arguments.of("windows", new TarWriter().file("..\\outside", "x"), "leads out"),
        Arguments.of("drive", new TarWriter().file("C:outside", "x"), "leads out"),
        Arguments.of("line feed", new TarWriter().file("a\nb", "x"), "leads out"),
        Arguments.of("empty part", new TarWriter().file("a//b", "x"), "leads out"),
        Arguments.of(
            "symbolic link",
            new TarWriter().link("out", TarConstants.LF_SYMLINK, "../outside"),
            "a link to '../outside'"),
        Arguments.of(
            "file through a link",
            new TarWriter().link("out", TarConstants.LF_SYMLINK, "..").file("out/outside", "x"),
            "a link to '..'"),
        Arguments.of(
            "hard link",
            new TarWriter().link("passwords", TarConstants.LF_LINK, "/etc/passwd"),
            "a link to '/etc/passwd'"),
        Arguments.of(
            "character device", new TarWriter().link("d", TarConstants.LF_CHR, ""), "a device"),
        Arguments.of(
            "block device", new TarWriter().link("d", TarConstants.LF_BLK, ""), "a device"),
        Arguments.of("pipe", new TarWriter().link("d", TarConstants.LF_FIFO, ""), "a device"),
        Arguments.of(
            "unknown kind", new TarWriter().link("d", (byte) 'Z', ""), "of an unusual kind"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("escapes")
  void shouldRefuseWhatLeadsOutOfTheFolderOrIsNoFile(String name, TarWriter tar, String reason)
      throws Exception {
    assertThatThrownBy(() -> unpack(tar.gzipped()))
        .as(name)
        .isInstanceOf(ModelRefusedException.class)
        .hasMessageContaining(reason);

    assertThat(besides()).isEmpty();
    assertThat(Path.of("/tmp/hubstream-outside")).doesNotExist();
  }

  @Test
  void shouldRefuseTheSamePathTwice() {
    assertThatThrownBy(() -> unpack(new TarWriter().file("a", "1").file("./a", "2").gzipped()))
        .isInstanceOf(ModelRefusedException.class)
        .hasMessageContaining("'./a' twice");
  }

  @Test
  void shouldRefuseAFileThatIsAlsoAFolder() {
    assertThatThrownBy(() -> unpack(new TarWriter().file("a", "1").file("a/b", "2").gzipped()))
        .isInstanceOf(ModelRefusedException.class)
        .hasMessageContaining("a file and a folder at once");
  }

  @Test
  void shouldRefuseTooManyEntries() throws Exception {
    TarWriter tar = new TarWriter();
    for (int i = 0; i <= LIMITS.entries(); i++) {
      tar.folder("d" + i + "/");
    }

    assertThatThrownBy(() -> unpack(tar.gzipped()))
        .hasMessageContaining("more than 20 files and folders");
  }

  @Test
  void shouldRefuseLongAndDeepPaths() {
    assertThatThrownBy(() -> unpack(new TarWriter().file("n".repeat(121), "x").gzipped()))
        .hasMessageContaining("more than 120 characters");
    assertThatThrownBy(() -> unpackElsewhere(new TarWriter().file("a/b/c/d/e", "x").gzipped()))
        .hasMessageContaining("more than 4 folders deep");
  }

  private void unpackElsewhere(byte[] archive) throws ModelRefusedException, IOException {
    Path file = Files.write(dir.resolve("archive"), archive);
    TarArchive.unpack(file, new IncomingFolder(dir.resolve("second"), LIMITS), LIMITS);
  }

  @Test
  void shouldRefuseMoreBytesThanAModelMayHave() throws Exception {
    TarWriter tar = new TarWriter().zeros("a", 150_000).zeros("b", 100_000);

    assertThatThrownBy(() -> unpack(tar.plain()))
        .isInstanceOf(ModelRefusedException.class)
        .hasMessageContaining("more than 200000 bytes");
  }

  @Test
  void shouldRefuseAnArchiveBombBeforeItIsUnpacked() throws Exception {
    // Given: zeros are packed a thousandfold
    byte[] bomb = new TarWriter().zeros("saved_model.pb", 50_000_000).gzipped();
    ModelLimits large = new ModelLimits(1L << 30, 20, 120, 4, 20, 1_000_000);

    // When
    assertThatThrownBy(() -> unpack(bomb, large))
        .isInstanceOf(ModelRefusedException.class)
        .hasMessageContaining("an archive bomb");

    // Then
    assertThat(Files.size(dir.resolve("model/saved_model.pb"))).isLessThan(3_000_000);
  }

  @Test
  void shouldRefuseANameOfManyMegabytesWithoutHoldingIt() throws Exception {
    // Given: a GNU long name, which the reader would gather in memory
    TarWriter tar = new TarWriter().longName("n".repeat(3_000_000)).file("n", "x");
    ModelLimits large = new ModelLimits(1L << 30, 20, 120, 4, 1_000_000, 1L << 30);

    // When, then
    assertThatThrownBy(() -> unpack(tar.gzipped(), large))
        .isInstanceOf(ModelRefusedException.class)
        .hasMessageContaining("the description of one of its files");
  }

  @Test
  void shouldRefuseAnArchiveThatWasCutShort() throws Exception {
    byte[] whole = new TarWriter().file("saved_model.pb", random(40_000)).gzipped();
    byte[] plain = new TarWriter().file("saved_model.pb", random(40_000)).plain();

    assertThatThrownBy(() -> unpack(Arrays.copyOf(whole, whole.length / 2)))
        .isInstanceOf(ModelRefusedException.class)
        .hasMessageContaining("damaged or cut short");
    assertThatThrownBy(() -> unpackElsewhere(Arrays.copyOf(plain, 20_000)))
        .isInstanceOf(ModelRefusedException.class)
        .hasMessageContaining("damaged or cut short");
  }

  private static String random(int length) {
    StringBuilder text = new StringBuilder();
    new Random(7).ints(length, ' ', '~').forEach(c -> text.append((char) c));
    return text.toString();
  }

  @Test
  void shouldRefuseOrUnpackWhateverBytesComeAndStayInItsFolder() throws Exception {
    // Given
    long seed = System.nanoTime();
    Random random = new Random(seed);
    byte[] whole =
        new TarWriter()
            .folder("./variables/")
            .longName("variables/" + "n".repeat(90))
            .file("x", random(2_000))
            .file("./saved_model.pb", random(3_000))
            .plain();
    for (int round = 0; round < 400; round++) {
      // When
      byte[] archive = whole.clone();
      for (int i = random.nextInt(8); i >= 0; i--) {
        archive[random.nextInt(archive.length)] = (byte) random.nextInt(256);
      }
      Path file = Files.write(dir.resolve("archive"), archive);
      Path folder = dir.resolve("model/" + round);
      Files.createDirectories(dir.resolve("model"));
      try {
        TarArchive.unpack(file, new IncomingFolder(folder, LIMITS), LIMITS);
      } catch (ModelRefusedException e) {
        assertThat(e.reason()).as("seed %d", seed).isNotBlank();
      } catch (IOException | RuntimeException e) {
        throw new AssertionError("seed " + seed + ", round " + round, e);
      }
    }

    // Then
    assertThat(besides()).as("seed %d", seed).isEmpty();
  }

  @Test
  void shouldRefuseWhatWasDamagedOnTheWay() throws Exception {
    byte[] archive = new TarWriter().file("saved_model.pb", random(40_000)).gzipped();
    archive[archive.length / 2] ^= 0x55;

    assertThatThrownBy(() -> unpack(archive))
        .isInstanceOf(ModelRefusedException.class)
        .hasMessageContaining("damaged or cut short");
  }

  @Test
  void shouldSayThatAPageIsNoArchive() throws Exception {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
      gzip.write("text ".repeat(200).getBytes(StandardCharsets.UTF_8));
    }

    assertThatThrownBy(
            () -> unpack("<!DOCTYPE html><html></html>".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(ModelRefusedException.class)
        .hasMessageContaining("a web page");
    assertThatThrownBy(() -> unpackElsewhere(zipped.toByteArray()))
        .isInstanceOf(ModelRefusedException.class)
        .hasMessageContaining("no tar archive");
  }
}
