package io.hubstream.watching;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SettlingTest {
  private static final Path FOLDER = Path.of("/models/a/1");
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final Settling settling = new Settling(Duration.ofSeconds(5));

  private static Listing listing(long size) {
    TreeMap<String, Listing.Mark> files = new TreeMap<>();
    files.put("saved_model.pb", new Listing.Mark(size, 1_000));
    return new Listing(files);
  }

  @Test
  void shouldSettleAtTheSecondLookAfterTheTime() {
    assertThat(settling.look(FOLDER, listing(1), 0)).isFalse();
    assertThat(settling.look(FOLDER, listing(1), 4 * SECOND)).isFalse();
    assertThat(settling.look(FOLDER, listing(1), 5 * SECOND)).isTrue();
  }

  @Test
  void shouldNotSettleByOneLookHoweverLateItComes() {
    assertThat(settling.look(FOLDER, listing(1), 3_600 * SECOND)).isFalse();
  }

  @Test
  void shouldBeginAnewWhenAFileChanges() {
    settling.look(FOLDER, listing(1), 0);
    assertThat(settling.look(FOLDER, listing(2), 10 * SECOND)).isFalse();
    assertThat(settling.look(FOLDER, listing(2), 14 * SECOND)).isFalse();
    assertThat(settling.look(FOLDER, listing(2), 15 * SECOND)).isTrue();
  }

  @Test
  void shouldBeginAnewWhenAListingComesBackThatWasThereBefore() {
    settling.look(FOLDER, listing(1), 0);
    settling.look(FOLDER, listing(2), SECOND);

    assertThat(settling.look(FOLDER, listing(1), 6 * SECOND)).isFalse();
  }

  @Test
  void shouldBeginAnewWhenAFolderWasAway() {
    settling.look(FOLDER, listing(1), 0);
    settling.keepOnly(Set.of());
    assertThat(settling.look(FOLDER, listing(1), 6 * SECOND)).isFalse();

    settling.forget(FOLDER);
    assertThat(settling.look(FOLDER, listing(1), 12 * SECOND)).isFalse();
  }
}
