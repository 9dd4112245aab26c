package io.hubstream.watching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubstream.artifacts.ModelPackager;
import io.hubstream.artifacts.PackageRequest;
import io.hubstream.importing.ModelLimits;
import io.hubstream.registry.RegistryPublisher;
import io.hubstream.registry.RegistryRefusedException;
import io.hubstream.serving.DesiredVersion;
import io.hubstream.serving.ManifestHints;
import io.hubstream.serving.ModelManifest;
import io.hubstream.serving.ModelRefusedException;
import io.hubstream.serving.ServableLoader;
import io.hubstream.serving.tensorflow.SavedModelInspector;
import io.hubstream.testing.FakeLoader;
import io.hubstream.testing.SharedFiles;
import io.hubstream.testing.TestModels;
import io.hubstream.testing.Versions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A watch over a folder, with a clock of the test's and a registry in memory. */
class ModelWatchTest {
  private static final RegistryPublisher.Request ADA =
      new RegistryPublisher.Request("ada", "because");

  @TempDir Path dir;

  private final FakeRegistry registry = new FakeRegistry();
  private final List<WatchEvent> events = new ArrayList<>();
  private ServableLoader loader = new FakeLoader();
  private Path base;
  private Path store;
  private Path built;
  private ModelWatch watch;
  private long nowNanos;

  @BeforeEach
  void start() throws IOException {
    base = Files.createDirectories(dir.resolve("base"));
    store = Files.createDirectories(dir.resolve("store"));
    built = TestModels.text(dir.resolve("built"), 3, 4, 1);
    restart();
  }

  /** A new watch that remembers nothing. */
  private void restart() throws IOException {
    restart(base, Optional.empty());
  }

  private void restart(Path folder, Optional<String> name) throws IOException {
    watch =
        new ModelWatch(
            new ServingLayout(folder, name),
            new WatchedStore(
                store,
                Files.createTempDirectory(dir, "work"),
                new ModelPackager(new SavedModelInspector()),
                artifact -> loader.load(artifact),
                new WatchedStore.Saying("ada", ManifestHints.NONE, ModelLimits.DEFAULT)),
            registry.watched(),
            new ModelWatch.Habits(Duration.ofSeconds(5), "", () -> nowNanos),
            events::add);
  }

  private int look() throws InterruptedException {
    nowNanos += Duration.ofSeconds(3).toNanos();
    return watch.pass();
  }

  /** Long enough for what keeps still to settle. */
  private void lookOften() throws InterruptedException {
    for (int i = 0; i < 4; i++) {
      look();
    }
  }

  private Path export(String model, String version) throws IOException {
    return SharedFiles.copy(built, base.resolve(model).resolve(version));
  }

  private List<String> published() {
    return events.stream()
        .filter(WatchEvent.Published.class::isInstance)
        .map(event -> ((WatchEvent.Published) event).found().display())
        .toList();
  }

  private <T extends WatchEvent> List<T> told(Class<T> kind) {
    return events.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  @Test
  void shouldPublishEachCompleteVersionInNumericOrderSoThatTheNewestServes() throws Exception {
    export("scenes", "10");
    export("scenes", "9");
    export("pets", "00000123");

    lookOften();

    assertThat(published()).containsExactly("pets:00000123", "scenes:9", "scenes:10");
    assertThat(registry.stable("scenes")).contains("10");
    assertThat(registry.stable("pets")).contains("00000123");
    assertThat(store.resolve("scenes/10").resolve(ModelManifest.FILE_NAME)).exists();
    assertThat(base.resolve("scenes/10").resolve(ModelManifest.FILE_NAME)).doesNotExist();
    assertThat(told(WatchEvent.Seen.class)).hasSize(3);
  }

  @Test
  void shouldFollowTheVersionsOfOneModelWhenItIsNamed() throws Exception {
    export("scenes", "1");
    restart(base.resolve("scenes"), Optional.of("rooms"));

    lookOften();

    assertThat(published()).containsExactly("rooms:1");
    assertThat(new ServingLayout(base.resolve("scenes"), Optional.empty()).holdsVersions())
        .isTrue();
    assertThat(new ServingLayout(base, Optional.empty()).holdsVersions()).isFalse();
  }

  @Test
  void shouldNotPublishWhileFilesArrive() throws Exception {
    // Given: a copy that goes on, its saved_model.pb first
    Path version = export("scenes", "1");
    Path variables = Files.createDirectories(version.resolve("variables"));

    // When
    for (int i = 0; i < 10; i++) {
      Files.write(variables.resolve("variables.data-00000-of-00001"), new byte[i * 100]);
      look();
    }

    // Then
    assertThat(events).allMatch(WatchEvent.Seen.class::isInstance).hasSize(1);
    assertThat(registry.reads()).isZero();
    lookOften();
    assertThat(published()).containsExactly("scenes:1");
  }

  @Test
  void shouldNotPublishAVersionThatIsRewrittenInPlaceWithTheSameSizes() throws Exception {
    Path version = export("scenes", "1");

    for (int i = 0; i < 10; i++) {
      Files.setLastModifiedTime(
          version.resolve("saved_model.pb"), FileTime.from(Instant.ofEpochSecond(1_000 + i)));
      look();
    }

    assertThat(published()).isEmpty();
  }

  @Test
  void shouldPassOverFoldersThatAreNoVersions() throws Exception {
    export("scenes", "tmp-3");
    export("scenes", ".4");
    export(".hidden", "5");
    export("scenes", "-6");
    Files.createDirectories(base.resolve("scenes/7"));
    Files.writeString(base.resolve("scenes/8"), "a file");
    Files.writeString(base.resolve("README"), "a file");

    lookOften();

    assertThat(events).isEmpty();
  }

  @Test
  void shouldPublishAVersionWhenItsFolderIsRenamedIntoPlace() throws Exception {
    Path temporary = export("scenes", "tmp-3");
    lookOften();
    Files.move(temporary, base.resolve("scenes/3"));

    lookOften();

    assertThat(published()).containsExactly("scenes:3");
  }

  @Test
  void shouldRefuseAVersionOnceWithItsReasonAndGoOn() throws Exception {
    // Given
    Path bad = export("scenes", "1");
    Files.write(bad.resolve("saved_model.pb"), new byte[] {1, 2, 3});
    export("scenes", "2");

    // When
    lookOften();
    lookOften();

    // Then
    assertThat(told(WatchEvent.Refused.class))
        .singleElement()
        .satisfies(
            refused -> {
              assertThat(refused.found().display()).isEqualTo("scenes:1");
              assertThat(refused.reason()).contains("saved_model.pb is damaged");
            });
    assertThat(published()).containsExactly("scenes:2");
  }

  @Test
  void shouldTryARefusedVersionAgainWhenItsFilesChange() throws Exception {
    Path version = export("scenes", "1");
    byte[] whole = Files.readAllBytes(version.resolve("saved_model.pb"));
    Files.write(version.resolve("saved_model.pb"), Arrays.copyOf(whole, whole.length / 2));
    lookOften();
    assertThat(told(WatchEvent.Refused.class)).hasSize(1);

    Files.write(version.resolve("saved_model.pb"), whole);
    lookOften();

    assertThat(published()).containsExactly("scenes:1");
  }

  @Test
  void shouldRefuseWhatDoesNotLoad() throws Exception {
    export("scenes", "1");
    loader =
        artifact -> {
          throw new ModelRefusedException("TensorFlow cannot load it: data loss");
        };

    lookOften();

    assertThat(told(WatchEvent.Refused.class))
        .extracting(WatchEvent.Refused::reason)
        .containsExactly("TensorFlow cannot load it: data loss");
    assertThat(registry.rowCount()).isZero();
    assertThat(store.resolve("scenes")).doesNotExist();
  }

  @Test
  void shouldPublishNothingTwiceAfterARestart() throws Exception {
    export("scenes", "1");
    export("scenes", "2");
    lookOften();
    events.clear();

    restart();
    lookOften();
    registry.compact();
    restart();
    lookOften();

    assertThat(events).allMatch(WatchEvent.Seen.class::isInstance);
    assertThat(registry.rowCount()).isEqualTo(2);
  }

  @Test
  void shouldFinishWhatAWatchBeforeHasStoredAndNotActivated() throws Exception {
    // Given: it died between the store and the registry
    export("scenes", "1");
    lookOften();
    export("scenes", "2");
    registry.beforeNextUpdate(
        () -> {
          throw new IllegalStateException("killed");
        });
    try {
      lookOften();
    } catch (IllegalStateException e) {
      assertThat(store.resolve("scenes/2")).exists();
    }

    // When
    restart();
    lookOften();

    // Then
    assertThat(registry.stable("scenes")).contains("2");
  }

  @Test
  void shouldNotGoBackToAnOlderVersionThatComesLate() throws Exception {
    export("scenes", "2");
    lookOften();

    export("scenes", "1");
    lookOften();
    lookOften();

    assertThat(published()).containsExactly("scenes:2");
    assertThat(told(WatchEvent.Skipped.class))
        .singleElement()
        .satisfies(
            skipped -> {
              assertThat(skipped.found().display()).isEqualTo("scenes:1");
              assertThat(skipped.reason()).contains("version 2 was published already");
            });
  }

  @Test
  void shouldNotTakeBackARollbackEvenWhenTheRegistryIsCompacted() throws Exception {
    // Given
    export("scenes", "1");
    export("scenes", "2");
    lookOften();
    registry.person().rollback("scenes", Optional.of("1"), ADA);

    // When
    lookOften();
    registry.compact();
    restart();
    lookOften();
    lookOften();

    // Then
    assertThat(registry.stable("scenes")).contains("1");
    assertThat(told(WatchEvent.Held.class))
        .singleElement()
        .satisfies(held -> assertThat(held.reason()).contains("ROLLBACK by ada", "because"));

    // And a version that is new goes on from there
    export("scenes", "3");
    lookOften();
    assertThat(registry.stable("scenes")).contains("3");
  }

  @Test
  void shouldNotTakeBackARollbackWhenTheStoreIsAnotherOne() throws Exception {
    export("scenes", "1");
    export("scenes", "2");
    lookOften();
    registry.person().rollback("scenes", Optional.of("1"), ADA);
    registry.compact();
    store = Files.createDirectories(dir.resolve("another"));

    restart();
    lookOften();

    assertThat(registry.stable("scenes")).contains("1");
    assertThat(told(WatchEvent.Held.class)).hasSize(1);
  }

  @Test
  void shouldWaitWhileAModelIsRetiredOrFrozen() throws Exception {
    // Given
    export("scenes", "1");
    export("pets", "1");
    lookOften();
    registry.person().retire("scenes", ADA);
    registry.person().freeze("pets", true, ADA);
    export("scenes", "2");
    export("pets", "2");

    // When
    lookOften();
    lookOften();

    // Then
    assertThat(registry.stable("scenes")).isEmpty();
    assertThat(registry.stable("pets")).contains("1");
    assertThat(told(WatchEvent.Held.class))
        .extracting(held -> held.found().display() + " " + held.reason())
        .satisfiesExactlyInAnyOrder(
            text -> assertThat(text).contains("scenes:2", "retired (RETIRE by ada"),
            text -> assertThat(text).contains("pets:2", "frozen by ada since", "because"));

    // And goes on when that is lifted
    registry.person().freeze("pets", false, ADA);
    lookOften();
    assertThat(registry.stable("pets")).contains("2");
  }

  @Test
  void shouldWaitWhenATombstoneHasTakenTheModelAway() throws Exception {
    export("scenes", "1");
    lookOften();
    registry.tombstone("scenes");

    restart();
    lookOften();

    assertThat(registry.stable("scenes")).isEmpty();
    assertThat(told(WatchEvent.Held.class)).hasSize(1);
  }

  @Test
  void shouldNotReplaceWhatAPersonActivatesInTheSameMoment() throws Exception {
    // Given: the watch has judged version 2, then a person is faster with version 5
    export("scenes", "1");
    lookOften();
    export("scenes", "2");
    registry.beforeNextUpdate(() -> activate(Versions.wanted("scenes", 5)));

    // When
    lookOften();
    lookOften();

    // Then
    assertThat(registry.stable("scenes")).contains("5");
    assertThat(published()).containsExactly("scenes:1");
    assertThat(told(WatchEvent.Held.class))
        .extracting(WatchEvent.Held::reason)
        .containsExactly("another change of the model was faster; looking again");
  }

  private void activate(DesiredVersion version) {
    try {
      registry.person().activate(version, Optional.empty(), ADA);
    } catch (RegistryRefusedException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void shouldPublishAtTheFirstLookWhenAManifestVerifies() throws Exception {
    Path version = export("scenes", "4");
    pack(version, "scenes", "4");

    look();

    assertThat(published()).containsExactly("scenes:4");
  }

  private static void pack(Path folder, String model, String version) throws Exception {
    new ModelPackager(new SavedModelInspector())
        .pack(
            new PackageRequest(
                folder,
                model,
                version,
                "ada",
                new ModelManifest.Lineage("here", "", ""),
                Optional.empty(),
                ManifestHints.NONE,
                Instant.EPOCH));
  }

  @Test
  void shouldNotPublishWhatAManifestVouchesForBeforeItIsThere() throws Exception {
    // Given: the manifest comes first, then a file of the right size that is still empty inside
    Path whole = SharedFiles.copy(built, dir.resolve("whole"));
    pack(whole, "scenes", "4");
    Path version = Files.createDirectories(base.resolve("scenes/4"));
    Files.copy(whole.resolve(ModelManifest.FILE_NAME), version.resolve(ModelManifest.FILE_NAME));
    byte[] graph = Files.readAllBytes(whole.resolve("saved_model.pb"));
    Files.write(version.resolve("saved_model.pb"), new byte[graph.length]);

    // When
    look();

    // Then
    assertThat(events).isEmpty();
    assertThat(registry.rowCount()).isZero();

    // And when it is there
    Files.write(version.resolve("saved_model.pb"), graph);
    Files.setLastModifiedTime(
        version.resolve("saved_model.pb"), FileTime.from(Instant.ofEpochSecond(1)));
    look();
    assertThat(published()).containsExactly("scenes:4");
  }

  @Test
  void shouldRefuseAManifestThatNeverVerifiesOrIsOfAnotherPlace() throws Exception {
    Path damaged = export("scenes", "4");
    pack(damaged, "scenes", "4");
    byte[] graph = Files.readAllBytes(damaged.resolve("saved_model.pb"));
    graph[graph.length - 1] ^= 1;
    Files.write(damaged.resolve("saved_model.pb"), graph);
    pack(export("scenes", "5"), "pets", "5");

    lookOften();

    assertThat(published()).isEmpty();
    assertThat(told(WatchEvent.Refused.class))
        .extracting(WatchEvent.Refused::reason)
        .anySatisfy(reason -> assertThat(reason).contains("manifest says pets:5"))
        .hasSize(2);
  }

  @Test
  void shouldRefuseLinksInAVersion() throws Exception {
    Path version = export("scenes", "1");
    Files.createSymbolicLink(
        version.resolve("labels.txt"), Files.writeString(dir.resolve("secret"), "s"));

    lookOften();

    assertThat(told(WatchEvent.Refused.class))
        .extracting(WatchEvent.Refused::reason)
        .singleElement()
        .satisfies(reason -> assertThat(reason).contains("'labels.txt' is a link"));
  }

  @Test
  void shouldGoOnWhenTheBaseOrTheRegistryIsAwayForAWhile() throws Exception {
    // Given
    export("scenes", "1");
    registry.away(true);
    lookOften();
    Files.move(base, dir.resolve("unmounted"));
    lookOften();

    // When
    Files.move(dir.resolve("unmounted"), base);
    registry.away(false);
    lookOften();

    // Then
    assertThat(told(WatchEvent.Trouble.class))
        .extracting(WatchEvent.Trouble::reason)
        .satisfiesExactly(
            reason -> assertThat(reason).contains("the registry does not answer"),
            reason -> assertThat(reason).contains("cannot be read"));
    assertThat(published()).containsExactly("scenes:1");
  }

  @Test
  void shouldRetireNothingWhenVersionsDisappear() throws Exception {
    export("scenes", "1");
    lookOften();
    Files.move(base.resolve("scenes"), dir.resolve("elsewhere"));

    lookOften();

    assertThat(registry.stable("scenes")).contains("1");
  }

  @Test
  void shouldLeaveNoCopiesBehind() throws Exception {
    Files.write(export("scenes", "1").resolve("saved_model.pb"), new byte[] {9});
    export("scenes", "2");

    lookOften();

    try (Stream<Path> work = Files.list(dir)) {
      for (Path folder :
          work.filter(p -> String.valueOf(p.getFileName()).startsWith("work")).toList()) {
        assertThat(folder).isEmptyDirectory();
      }
    }
  }

  @Test
  void shouldAskTheRegistryOnlyWhenThereIsSomethingToDecide() throws Exception {
    export("scenes", "1");
    lookOften();
    int before = registry.reads();

    lookOften();

    assertThat(registry.reads()).isEqualTo(before);
  }

  private void frozenAndNotAnyMore() {
    try {
      registry.person().freeze("scenes", true, ADA);
      registry.person().freeze("scenes", false, ADA);
    } catch (RegistryRefusedException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private void publishedAgain() {
    registry
        .snapshot()
        .model("scenes")
        .ifPresent(
            winner -> registry.person().reassert(winner.state().reasserted(winner.revision())));
  }

  @Test
  void shouldGoOnFollowingWhenAFreezeOvertookItsOwnVersion() throws Exception {
    // Given: 2 stands in the store, but a freeze was faster at the registry
    export("scenes", "1");
    lookOften();
    export("scenes", "2");
    registry.beforeNextUpdate(this::frozenAndNotAnyMore);

    // When
    lookOften();
    registry.compact();
    restart();
    lookOften();
    export("scenes", "3");
    lookOften();

    // Then
    assertThat(published()).containsExactly("scenes:1", "scenes:2", "scenes:3");
    assertThat(registry.stable("scenes")).contains("3");
  }

  @Test
  void shouldFinishWhatAWatchBeforeHasStoredWhenTheStateWasPublishedAgainMeanwhile()
      throws Exception {
    // Given
    export("scenes", "1");
    lookOften();
    publishedAgain();
    export("scenes", "2");
    registry.beforeNextUpdate(
        () -> {
          throw new IllegalStateException("killed");
        });
    assertThatThrownBy(this::lookOften).hasMessage("killed");
    publishedAgain();

    // When
    registry.compact();
    restart();
    lookOften();

    // Then
    assertThat(registry.stable("scenes")).contains("2");
    assertThat(told(WatchEvent.Held.class)).isEmpty();
  }

  @Test
  void shouldNotTakeBackARollbackAfterWhichTheModelWasFrozenAndPublishedAgain() throws Exception {
    // Given
    export("scenes", "1");
    export("scenes", "2");
    lookOften();
    registry.person().rollback("scenes", Optional.of("1"), ADA);
    frozenAndNotAnyMore();
    publishedAgain();
    registry.compact();

    // When: the watch of the same store, and one whose store is empty
    restart();
    lookOften();
    store = Files.createDirectories(dir.resolve("another"));
    restart();
    lookOften();

    // Then
    assertThat(registry.stable("scenes")).contains("1");
    assertThat(told(WatchEvent.Held.class))
        .isNotEmpty()
        .allSatisfy(held -> assertThat(held.reason()).contains("ROLLBACK by ada", "because"));
    export("scenes", "3");
    lookOften();
    assertThat(registry.stable("scenes")).contains("3");
  }
}
