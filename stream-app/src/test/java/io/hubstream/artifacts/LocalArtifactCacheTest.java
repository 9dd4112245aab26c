package io.hubstream.artifacts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubstream.serving.DesiredVersion;
import io.hubstream.serving.ModelArtifact;
import io.hubstream.serving.ModelManifest;
import io.hubstream.serving.ModelRefusedException;
import io.hubstream.serving.Servable;
import io.hubstream.testing.FakeLoader;
import io.hubstream.testing.FakeServable;
import io.hubstream.testing.Versions;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The limit of the cache, files that appear late, and several processes at one folder. */
class LocalArtifactCacheTest {
  private static final int SIZE = 10_000;
  private static final Duration SETTLE = Duration.ofMinutes(2);

  @TempDir Path temp;

  private final TickingClock clock = new TickingClock(Instant.now());
  private final FakeLoader loader = new FakeLoader();

  private LocalArtifactCache cache(long maxBytes, Duration settle) {
    return new LocalArtifactCache(
        new CacheSettings(temp.resolve("cache"), maxBytes, settle),
        ArtifactStores.standard(),
        clock);
  }

  /** Room for two versions and a bit. */
  private LocalArtifactCache small() {
    return cache(2 * SIZE + 8_000, Duration.ZERO);
  }

  private DesiredVersion published(int number) throws Exception {
    Path folder =
        TestVersions.packaged(
            temp.resolve("made/" + number),
            Integer.toString(number),
            Map.of("saved_model.pb", TestVersions.bytes(SIZE, number)));
    return TestVersions.wanted(new FileArtifactStore(temp.resolve("store")).publish(folder));
  }

  private ModelArtifact fetched(LocalArtifactCache cache, DesiredVersion wanted) throws Exception {
    ModelArtifact artifact = cache.fetch(wanted).verify();
    clock.advance(Duration.ofSeconds(1));
    return artifact;
  }

  private List<String> cached() throws IOException {
    try (Stream<Path> list = Files.list(temp.resolve("cache"))) {
      return list.map(path -> path.getFileName().toString())
          .filter(name -> !name.equals(".work"))
          .sorted()
          .toList();
    }
  }

  private static String[] named(DesiredVersion... versions) {
    return Stream.of(versions)
        .map(version -> version.version().digest().substring("sha256:".length()))
        .sorted()
        .toArray(String[]::new);
  }

  @Test
  void shouldEvictWhatWasWantedLongestAgoWhenThereIsNoMoreRoom() throws Exception {
    LocalArtifactCache cache = small();
    DesiredVersion one = published(1);
    DesiredVersion two = published(2);
    DesiredVersion three = published(3);
    fetched(cache, one);
    fetched(cache, two);
    fetched(cache, one);

    fetched(cache, three);

    assertThat(cached()).containsExactly(named(one, three));
  }

  @Test
  void shouldNotEvictWhatIsLoadedWhoeverLoadedIt() throws Exception {
    LocalArtifactCache other = small();
    DesiredVersion one = published(1);
    DesiredVersion two = published(2);
    DesiredVersion three = published(3);
    Servable loaded = other.holding(loader).load(fetched(other, one));
    LocalArtifactCache cache = small();
    fetched(cache, two);

    fetched(cache, three);
    assertThat(cached()).containsExactly(named(one, three));

    loaded.close();
    clock.advance(Duration.ofHours(1));
    fetched(cache, two);
    fetched(cache, three);
    fetched(cache, published(4));
    assertThat(cached()).doesNotContain(named(one));
  }

  @Test
  void shouldSayWhatIsInTheWayWhenAllIsInUse() throws Exception {
    LocalArtifactCache cache = small();
    Servable first = cache.holding(loader).load(fetched(cache, published(1)));
    Servable second = cache.holding(loader).load(fetched(cache, published(2)));
    DesiredVersion three = published(3);

    assertThatThrownBy(() -> cache.fetch(three))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no room for")
        .hasMessageContaining("models.cache.max.bytes");

    first.close();
    assertThat(fetched(cache, three).folder()).exists();
    second.close();
  }

  @Test
  void shouldLetGoOfTheFilesWhenAVersionCannotBeLoaded() throws Exception {
    LocalArtifactCache cache = small();
    DesiredVersion one = published(1);
    loader.refuse(one.version(), "bad");
    ModelArtifact artifact = fetched(cache, one);
    assertThatThrownBy(() -> cache.holding(loader).load(artifact)).hasMessage("bad");

    fetched(cache, published(2));
    fetched(cache, published(3));

    assertThat(cached()).doesNotContain(named(one));
  }

  @Test
  void shouldRefuseWhatIsLargerThanTheCacheMayBe() throws Exception {
    DesiredVersion one = published(1);

    assertThatThrownBy(() -> cache(SIZE, Duration.ZERO).fetch(one))
        .isInstanceOf(ModelRefusedException.class)
        .hasMessageContaining("raise models.cache.max.bytes");
  }

  @Test
  void shouldForgetTheUseOfAProcessThatWasKilled() throws Exception {
    LocalArtifactCache cache = small();
    DesiredVersion one = published(1);
    fetched(cache, one);
    Path uses = temp.resolve("cache/.work").resolve(named(one)[0]).resolve("uses");
    fetched(cache, published(2));
    // What a killed process leaves: the file of its use, which nobody has locked.
    Files.createFile(uses.resolve("left-behind"));

    fetched(cache, published(3));

    assertThat(cached()).doesNotContain(named(one));
  }

  @Test
  void shouldWaitWhileAnotherProcessFetchesTheSameVersion() throws Exception {
    DesiredVersion one = published(1);
    Process holder = lockInAnotherProcess(one);
    LocalArtifactCache cache = small();
    Thread fetch =
        new Thread(
            () -> {
              try {
                cache.fetch(one).verify();
              } catch (ModelRefusedException | IOException e) {
                throw new IllegalStateException(e);
              }
            });
    try {
      fetch.start();
      fetch.join(300);
      assertThat(fetch.isAlive()).isTrue();
      assertThat(cached()).isEmpty();
    } finally {
      holder.destroyForcibly().waitFor();
    }

    fetch.join(10_000);
    assertThat(cached()).containsExactly(named(one));
  }

  /** Returns when it has the lock. */
  private Process lockInAnotherProcess(DesiredVersion version) throws Exception {
    Path lock =
        Files.createDirectories(temp.resolve("cache/.work").resolve(named(version)[0]))
            .resolve("lock");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                LockHolder.class.getName(),
                lock.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertThat(process.getInputStream().read()).isEqualTo('!');
    return process;
  }

  @Test
  void shouldWaitForFilesThatAppearLate() throws Exception {
    LocalArtifactCache cache = cache(Long.MAX_VALUE, SETTLE);
    DesiredVersion one = published(1);
    Path home = Path.of(one.artifactUri());
    Path away = Files.createDirectories(temp.resolve("away"));
    List<String> all = List.of(ModelManifest.FILE_NAME, "saved_model.pb");
    for (String name : all) {
      Files.move(home.resolve(name), away.resolve(name));
    }

    // As a mounted container shows them: one after the other, and one of them short at first.
    assertLate(cache, one, "holds no hubstream-model.json");
    Files.createFile(home.resolve(ModelManifest.FILE_NAME));
    assertLate(cache, one, "holds no hubstream-model.json");
    Files.delete(home.resolve(ModelManifest.FILE_NAME));
    Files.move(away.resolve(all.get(0)), home.resolve(all.get(0)));
    assertLate(cache, one, "'saved_model.pb' is missing");
    Files.write(home.resolve("saved_model.pb"), "short".getBytes(UTF_8));
    assertLate(cache, one, "'saved_model.pb' has 5 bytes, the manifest says " + SIZE);
    Files.delete(home.resolve("saved_model.pb"));
    Files.move(away.resolve("saved_model.pb"), home.resolve("saved_model.pb"));

    assertThat(fetched(cache, one).folder().resolve("saved_model.pb")).hasSize(SIZE);
  }

  private static void assertLate(LocalArtifactCache cache, DesiredVersion wanted, String reason) {
    assertThatThrownBy(() -> cache.fetch(wanted))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(reason)
        .hasMessageContaining("it may still appear");
  }

  @Test
  void shouldRefuseWhatIsMissingWhenItsTimeIsOver() throws Exception {
    LocalArtifactCache cache = cache(Long.MAX_VALUE, SETTLE);
    DesiredVersion one = published(1);
    Path home = Path.of(one.artifactUri());
    Files.delete(home.resolve("saved_model.pb"));
    assertLate(cache, one, "'saved_model.pb' is missing");
    clock.advance(SETTLE);
    assertRefused(cache, one, "'saved_model.pb' is missing");

    Files.delete(home.resolve(ModelManifest.FILE_NAME));
    assertLate(cache, one, "holds no hubstream-model.json");
    clock.advance(SETTLE);
    assertRefused(cache, one, "holds no hubstream-model.json");
  }

  @Test
  void shouldRefuseAtOnceWhenAFileIsMissingBesideAnOldManifest() throws Exception {
    DesiredVersion one = published(1);
    Files.delete(Path.of(one.artifactUri()).resolve("saved_model.pb"));
    clock.advance(SETTLE.plusSeconds(5));

    assertRefused(cache(Long.MAX_VALUE, SETTLE), one, "'saved_model.pb' is missing");
  }

  private static void assertRefused(LocalArtifactCache cache, DesiredVersion wanted, String why) {
    assertThatThrownBy(() -> cache.fetch(wanted))
        .isInstanceOf(ModelRefusedException.class)
        .hasMessageContaining(why)
        .hasMessageContaining("publish it again");
  }

  /** Guards against a method that a servable gets later, and that its holder would not pass on. */
  @Test
  void shouldPassOnEveryCallWhenAServableIsHeld() throws Exception {
    for (Method method : Servable.class.getMethods()) {
      assertThat(
              HeldServable.class
                  .getMethod(method.getName(), method.getParameterTypes())
                  .getDeclaringClass())
          .as(method.toString())
          .isEqualTo(HeldServable.class);
    }
    LocalArtifactCache cache = small();
    ModelArtifact artifact = fetched(cache, published(1));
    Servable held = cache.holding(loader).load(artifact);
    FakeServable actual = loader.loaded().get(0);

    assertThat(held.spec()).isEqualTo(Versions.imageSpec(artifact.version()));
    assertThat(held.device()).isEqualTo(actual.device());
    held.close();
    assertThat(actual.closed()).isTrue();
  }
}
