package io.hubstream.archive;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubstream.archive.Forgery.Shows;
import io.hubstream.testing.SharedFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every forgery of the table is found, and tells what it is. */
class ForgeriesTest {
  private static final Anchors NONE = new Anchors(List.of(), List.of());

  @TempDir static Path built;
  @TempDir Path dir;

  private static List<Head> heads;

  @BeforeAll
  static void build() throws Exception {
    ArchiveReport report = BuiltArchive.build(built, "id").verify(NONE);
    assertThat(report.findings()).isEmpty();
    heads = report.heads();
  }

  private BuiltArchive archive() throws IOException {
    SharedFiles.copy(built, dir.resolve("archive"));
    return BuiltArchive.at(dir.resolve("archive"));
  }

  static List<Forgery> forgeries() {
    return Forgery.all();
  }

  @Test
  void shouldKnowMoreThanFiftyForgeriesEachOnce() {
    assertThat(Forgery.all()).extracting(Forgery::name).doesNotHaveDuplicates();
    assertThat(Forgery.all()).hasSizeGreaterThan(50);
  }

  @ParameterizedTest
  @MethodSource("forgeries")
  void shouldFindAForgery(Forgery forgery) throws Exception {
    // Given: an archive in which nothing is found, and its heads, noted
    BuiltArchive archive = archive();

    // When
    forgery.act().on(archive);

    // Then
    ArchiveReport alone = archive.verify(NONE);
    List<Finding.Kind> kinds = alone.findings().stream().map(Finding::kind).toList();
    if (forgery.shows() == Shows.IN_THE_ARCHIVE) {
      assertThat(kinds).as("%s", alone.findings()).contains(forgery.kind());
    } else {
      assertThat(kinds).as("an archive that is whole in itself").isEmpty();
    }
    assertThat(archive.verify(new Anchors(heads, List.of())).findings())
        .extracting(Finding::kind)
        .contains(forgery.kind());
  }

  @Test
  void shouldFindNothingWhenTheArchiveHasGrownSinceItsHeadsWereNoted() throws Exception {
    // Given
    BuiltArchive archive = archive();
    Head earlier = new Head(BuiltArchive.TOPIC, 0, 4, Seal.digest(archive.bytes(0, 4)));

    // When
    ArchiveReport report =
        archive.verify(new Anchors(List.of(earlier), List.of(heads.get(1).digest())));

    // Then
    assertThat(report.findings()).isEmpty();
    assertThat(report.totals())
        .isEqualTo(
            new ArchiveReport.Totals(
                2 * (BuiltArchive.FILES + 1), 2 * BuiltArchive.FILES * BuiltArchive.RECORDS));
    assertThat(report.lost()).singleElement().asString().contains(BuiltArchive.TOPIC + "-1");
  }
}
