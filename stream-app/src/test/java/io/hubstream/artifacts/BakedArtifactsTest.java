package io.hubstream.artifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubstream.serving.DesiredVersion;
import io.hubstream.serving.ModelArtifact;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is baked needs no store, and what is not, or is damaged, comes from one. */
class BakedArtifactsTest {
  @TempDir Path temp;

  private DesiredVersion published(int number) throws Exception {
    Path folder =
        TestVersions.packaged(
            temp.resolve("made/" + number),
            Integer.toString(number),
            Map.of("saved_model.pb", TestVersions.bytes(1_000, number)));
    return TestVersions.wanted(new FileArtifactStore(store()).publish(folder));
  }

  private Path store() {
    return temp.resolve("store");
  }

  private Path baked() {
    return temp.resolve("baked");
  }

  private ModelArtifact bake(DesiredVersion version) throws Exception {
    try (Baking baking = new Baking(baked(), ArtifactStores.standard())) {
      return baking.bake(version);
    }
  }

  private BakedArtifacts source() {
    return new BakedArtifacts(
        List.of(temp.resolve("nothing"), baked()), new LocalArtifactCache(temp.resolve("cache")));
  }

  private void takeTheStoreAway() throws IOException {
    Files.move(store(), temp.resolve("away"));
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> list = Files.list(folder)) {
      return list.map(path -> path.getFileName().toString()).toList();
    }
  }

  @Test
  void shouldTakeABakedVersionWithoutItsStoreAndLeaveNothingElseInItsFolder() throws Exception {
    DesiredVersion version = published(1);
    ModelArtifact made = bake(version);
    takeTheStoreAway();

    ModelArtifact found = source().fetch(version).verify();

    assertThat(found.version()).isEqualTo(version.version());
    assertThat(found.folder()).isEqualTo(made.folder());
    assertThat(names(baked())).containsExactly(version.version().digest().substring(7));
    assertThat(temp.resolve("cache")).doesNotExist();
  }

  @Test
  void shouldAskTheStoreForWhatIsNotBaked() throws Exception {
    bake(published(1));
    DesiredVersion other = published(2);

    ModelArtifact found = source().fetch(other).verify();

    assertThat(found.folder()).startsWith(temp.resolve("cache").toAbsolutePath());
    takeTheStoreAway();
    DesiredVersion third =
        TestVersions.wanted(new PublishedModel(other.version(), store().toUri()));
    assertThat(source().fetch(third).verify().version()).isEqualTo(other.version());
  }

  @Test
  void shouldAskTheStoreWhenTheBakedCopyIsDamaged() throws Exception {
    DesiredVersion version = published(1);
    ModelArtifact made = bake(version);
    Files.write(made.folder().resolve("saved_model.pb"), new byte[] {1});

    ModelArtifact found = source().fetch(version).verify();

    assertThat(found.folder()).startsWith(temp.resolve("cache").toAbsolutePath());
    takeTheStoreAway();
    Files.move(temp.resolve("cache"), temp.resolve("gone"));
    assertThatThrownBy(() -> source().fetch(version)).isInstanceOf(IOException.class);
  }

  @Test
  void shouldVerifyAVersionAgainThatIsBakedAlready() throws Exception {
    DesiredVersion version = published(1);
    ModelArtifact made = bake(version);
    Files.write(made.folder().resolve("saved_model.pb"), new byte[] {1});

    ModelArtifact again = bake(version);

    assertThat(again.folder()).isEqualTo(made.folder());
    assertThat(Files.size(again.folder().resolve("saved_model.pb"))).isEqualTo(1_000);
  }
}
