package io.hubstream.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubstream.records.DesiredState;
import io.hubstream.records.DesiredState.Action;
import io.hubstream.records.DesiredState.Change;
import io.hubstream.records.DesiredState.Freeze;
import io.hubstream.testing.Versions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Guards the claim that a freeze survives compaction: random writers change, freeze, unfreeze and
 * roll back, race, come late, or do not look at freezes at all; then what is owed is published;
 * then compaction takes older rows.
 */
class RegistryFreezeCompactionTest {
  private static final List<String> MODELS = List.of("a", "b");

  /** What a writer has read. */
  private record Seen(Optional<Verdict.Accepted> model, Optional<Verdict.Accepted> all) {
    boolean frozen() {
      return model.map(m -> m.state().frozen()).orElse(false)
          || all.map(m -> m.state().frozen()).orElse(false);
    }

    long revision() {
      return model.map(Verdict.Accepted::revision).orElse(0L);
    }

    long allRevision() {
      return all.map(Verdict.Accepted::revision).orElse(0L);
    }
  }

  static Collection<Long> seeds() {
    return new Random(20_261_127).longs(400).boxed().toList();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void shouldFoldToTheSameStateFromAnyRestWhenEveryWriterLooksAtFreezes(long seed) {
    Random random = new Random(seed);
    List<RegistryRow> log = settled(log(random, false));

    for (int i = 0; i < 10; i++) {
      List<RegistryRow> rest = rest(log, random);

      assertThat(summary(fold(rest)))
          .as("seed %d, rest %s of %s", seed, rest, log)
          .isEqualTo(summary(fold(log)));
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void shouldFoldToTheSameStateFromACompactedHeadWhenSomeWritersDoNotLook(long seed) {
    Random random = new Random(seed);
    List<RegistryRow> log = settled(log(random, true));

    for (int cut = 0; cut <= log.size(); cut++) {
      List<RegistryRow> compacted = compactedUpTo(log, cut);

      assertThat(summary(fold(compacted)))
          .as("seed %d, cut %d of %s", seed, cut, log)
          .isEqualTo(summary(fold(log)));
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void shouldNotChangeAFrozenModelUnlessByAKnowingRollback(long seed) {
    Random random = new Random(seed);
    RegistryFold fold = new RegistryFold();

    for (RegistryRow row : log(random, true)) {
      Optional<Verdict.Accepted> before = fold.inForce(row.model());
      boolean frozen =
          new Seen(before, fold.inForce(DesiredState.ALL_MODELS)).frozen() && before.isPresent();
      Verdict verdict = fold.apply(row);

      if (frozen && verdict instanceof Verdict.Accepted after && !isKnowing(row)) {
        assertThat(after.state().digest())
            .as("seed %d, row %s", seed, row)
            .isEqualTo(before.orElseThrow().state().digest());
      }
    }
  }

  private static boolean isKnowing(RegistryRow row) {
    Change change = ((RegistryRow.Content.Update) row.content()).state().change();
    return change.action() == Action.ROLLBACK && change.allModelsRevision().isPresent();
  }

  private static List<RegistryRow> log(Random random, boolean someDoNotLook) {
    List<RegistryRow> log = new ArrayList<>();
    RegistryFold fold = new RegistryFold();
    List<List<Seen>> history = List.of(new ArrayList<>(), new ArrayList<>());
    int rows = 10 + random.nextInt(40);
    while (log.size() < rows) {
      int which = random.nextInt(MODELS.size());
      String model = MODELS.get(which);
      Optional<Verdict.Accepted> all = fold.inForce(DesiredState.ALL_MODELS);
      Seen now = new Seen(fold.inForce(model), all);
      List<Seen> past = history.get(which);
      past.add(now);
      Seen read = random.nextBoolean() ? now : past.get(random.nextInt(past.size()));
      DesiredState next =
          random.nextInt(4) == 0
              ? allModels(all)
              : change(model, read, someDoNotLook && random.nextInt(3) == 0, random);
      RegistryRow row = row(log.size(), next);
      log.add(row);
      fold.apply(row);
    }
    return log;
  }

  // Freezes of all models do not race here: the decision record says what one that loses can do.
  private static DesiredState allModels(Optional<Verdict.Accepted> all) {
    boolean frozen = all.map(a -> a.state().frozen()).orElse(false);
    return RegistryFreezeTest.allModels(
        !frozen, all.map(Verdict.Accepted::revision).orElse(0L) + 1);
  }

  private static DesiredState change(String model, Seen read, boolean blind, Random random) {
    if (read.model().isPresent() && random.nextInt(6) == 0) {
      Verdict.Accepted winner = read.model().get();
      return winner.state().reasserted(winner.revision());
    }
    Optional<Freeze> freeze = read.model().flatMap(m -> m.state().freeze());
    int version = 1 + random.nextInt(6);
    if (blind) {
      return state(model, version, read, Action.ACTIVATE, Optional.empty(), true);
    }
    boolean toggles = random.nextInt(3) == 0 && read.model().isPresent();
    if (toggles || (read.frozen() && random.nextBoolean())) {
      return toggled(model, read, freeze);
    }
    return read.frozen()
        ? state(model, version, read, Action.ROLLBACK, freeze, false)
        : state(model, version, read, Action.ACTIVATE, Optional.empty(), false);
  }

  private static DesiredState toggled(String model, Seen read, Optional<Freeze> freeze) {
    Optional<Freeze> next =
        freeze.isPresent()
            ? Optional.empty()
            : Optional.of(new Freeze("tester", "", Instant.EPOCH));
    int same =
        read.model()
            .map(m -> Integer.parseInt(m.state().stable().orElseThrow().version().version()))
            .orElse(1);
    return state(model, same, read, Action.FREEZE, next, false);
  }

  private static DesiredState state(
      String model, int version, Seen read, Action action, Optional<Freeze> freeze, boolean blind) {
    return new DesiredState(
        model,
        Optional.of(Versions.wanted(model, version)),
        Optional.empty(),
        Optional.empty(),
        new Change(
            action,
            "tester",
            "",
            Instant.EPOCH,
            Optional.empty(),
            read.revision() + 1,
            blind ? Optional.empty() : Optional.of(read.allRevision())),
        freeze);
  }

  private static List<RegistryRow> settled(List<RegistryRow> log) {
    List<RegistryRow> settled = new ArrayList<>(log);
    RegistryFold fold = fold(log);
    for (String model : List.copyOf(fold.owing())) {
      settled.add(row(settled.size(), fold.owed(model).orElseThrow()));
    }
    return settled;
  }

  private static RegistryFold fold(List<RegistryRow> rows) {
    RegistryFold fold = new RegistryFold();
    rows.forEach(fold::apply);
    return fold;
  }

  private static TreeMap<String, String> summary(RegistryFold fold) {
    TreeMap<String, String> summary = new TreeMap<>();
    for (Verdict.Accepted accepted : fold.inForce()) {
      summary.put(
          accepted.state().model(),
          "%d %s %s"
              .formatted(
                  accepted.revision(),
                  accepted.state().digest().orElse("none"),
                  accepted.state().frozen()));
    }
    return summary;
  }

  private static RegistryRow row(long offset, DesiredState state) {
    return new RegistryRow(offset, state.model(), new RegistryRow.Content.Update(state));
  }

  /** The last row of each key stays; of the others any may go. */
  private static List<RegistryRow> rest(List<RegistryRow> log, Random random) {
    return log.stream().filter(row -> isLast(row, log) || random.nextBoolean()).toList();
  }

  /** As a broker compacts: before the cut the last row of each key stays, after it every row. */
  private static List<RegistryRow> compactedUpTo(List<RegistryRow> log, int cut) {
    List<RegistryRow> head = log.subList(0, cut);
    List<RegistryRow> left =
        new ArrayList<>(head.stream().filter(row -> isLast(row, head)).toList());
    left.addAll(log.subList(cut, log.size()));
    return left;
  }

  private static boolean isLast(RegistryRow row, List<RegistryRow> log) {
    return log.stream()
        .noneMatch(other -> other.model().equals(row.model()) && other.offset() > row.offset());
  }
}
