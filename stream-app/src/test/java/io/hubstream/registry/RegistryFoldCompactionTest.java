package io.hubstream.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubstream.records.DesiredState;
import io.hubstream.records.DesiredState.Action;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Guards the claim that an instance which starts from a compacted registry serves what an instance
 * serves that read every row: random writers race, come late and publish nonsense; then what is
 * owed is published; then compaction takes any older rows.
 */
class RegistryFoldCompactionTest {
  private static final List<String> MODELS = List.of("a", "b");

  static Collection<Long> seeds() {
    Random random = new Random(20_260_101);
    return random.longs(300).boxed().toList();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void shouldFoldToTheSameStateFromTheLogAndFromItsCompactedForms(long seed) {
    Random random = new Random(seed);
    List<RegistryRow> log = log(random);
    RegistryFold whole = fold(log);
    assertThat(whole.owing()).isEmpty();

    for (int i = 0; i < 10; i++) {
      RegistryFold compacted = fold(compacted(log, random));

      assertThat(summary(compacted)).as("seed %d", seed).isEqualTo(summary(whole));
      assertThat(compacted.owing()).as("seed %d", seed).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void shouldConvergeWithoutAStormWhenAnInstanceStartedFromACompactedLog(long seed) {
    Random random = new Random(seed);
    List<RegistryRow> log = unsettledLog(random);
    List<RegistryFold> instances = new ArrayList<>(List.of(fold(log)));
    for (int i = 0; i < 3; i++) {
      instances.add(fold(compacted(log, random)));
    }
    long offset = log.size();

    int published = 0;
    boolean owed = true;
    while (owed && published < 100) {
      owed = false;
      for (RegistryFold instance : instances) {
        for (String model : List.copyOf(instance.owing())) {
          DesiredState again = instance.owed(model).orElseThrow();
          RegistryRow row = update(offset++, again);
          instances.forEach(each -> each.apply(row));
          published++;
          owed = true;
        }
      }
    }

    assertThat(published).as("seed %d", seed).isLessThanOrEqualTo(8 * MODELS.size());
    assertThat(instances)
        .as("seed %d", seed)
        .allSatisfy(each -> assertThat(summary(each)).isEqualTo(summary(instances.get(0))));
  }

  private static Map<String, String> summary(RegistryFold fold) {
    Map<String, String> summary = new HashMap<>();
    for (Verdict.Accepted accepted : fold.inForce()) {
      summary.put(
          accepted.state().model(),
          accepted.revision() + " " + accepted.state().digest().orElse("none"));
    }
    return summary;
  }

  private static RegistryFold fold(List<RegistryRow> rows) {
    RegistryFold fold = new RegistryFold();
    rows.forEach(fold::apply);
    return fold;
  }

  /** Racing writers, then every row that is owed. */
  private static List<RegistryRow> log(Random random) {
    List<RegistryRow> log = unsettledLog(random);
    RegistryFold fold = fold(log);
    for (String model : List.copyOf(fold.owing())) {
      log.add(update(log.size(), fold.owed(model).orElseThrow()));
    }
    return log;
  }

  private static List<RegistryRow> unsettledLog(Random random) {
    List<RegistryRow> log = new ArrayList<>();
    RegistryFold fold = new RegistryFold();
    Map<String, List<Verdict.Accepted>> seen = new HashMap<>();
    int rows = 5 + random.nextInt(40);
    for (int i = 0; i < rows; i++) {
      String model = MODELS.get(random.nextInt(MODELS.size()));
      List<Verdict.Accepted> past = seen.computeIfAbsent(model, m -> new ArrayList<>());
      RegistryRow row = next(i, model, past, random);
      log.add(row);
      Verdict verdict = fold.apply(row);
      if (verdict instanceof Verdict.Accepted accepted) {
        past.add(accepted);
      } else if (verdict instanceof Verdict.Retired) {
        past.clear();
      }
    }
    return log;
  }

  private static RegistryRow next(
      long offset, String model, List<Verdict.Accepted> past, Random random) {
    int kind = random.nextInt(20);
    if (kind == 0) {
      return new RegistryRow(offset, model, new RegistryRow.Content.Tombstone());
    }
    if (kind == 1) {
      return new RegistryRow(offset, model, new RegistryRow.Content.Unreadable("nonsense"));
    }
    if (past.isEmpty()) {
      return update(offset, RegistryFoldTest.state(model, version(random), Action.ACTIVATE, 0, 1));
    }
    // Half of the writers are late: what they read is no longer in force.
    int back = random.nextBoolean() ? 0 : random.nextInt(past.size());
    Verdict.Accepted read = past.get(past.size() - 1 - back);
    if (kind < 6) {
      return update(offset, read.state().reasserted(read.revision()));
    }
    return update(
        offset,
        RegistryFoldTest.state(
            model,
            version(random),
            random.nextBoolean() ? Action.ACTIVATE : Action.ROLLBACK,
            Integer.parseInt(read.state().stable().orElseThrow().version().version()),
            read.revision() + 1));
  }

  private static int version(Random random) {
    return 1 + random.nextInt(6);
  }

  private static RegistryRow update(long offset, DesiredState state) {
    return new RegistryRow(offset, state.model(), new RegistryRow.Content.Update(state));
  }

  /** The last row of each model stays; of the others, and of what a tombstone ends, any may go. */
  private static List<RegistryRow> compacted(List<RegistryRow> log, Random random) {
    List<RegistryRow> left = new ArrayList<>();
    for (String model : MODELS) {
      List<RegistryRow> rows = log.stream().filter(r -> r.model().equals(model)).toList();
      int from = forgotten(rows, random);
      for (int i = from; i < rows.size(); i++) {
        if (i == rows.size() - 1 || random.nextInt(3) == 0 || keep(rows.get(i))) {
          left.add(rows.get(i));
        }
      }
    }
    left.sort((x, y) -> Long.compare(x.offset(), y.offset()));
    return left;
  }

  // A tombstone goes only after everything before it has gone.
  private static int forgotten(List<RegistryRow> rows, Random random) {
    for (int i = rows.size() - 1; i >= 0; i--) {
      if (keep(rows.get(i)) && random.nextBoolean()) {
        return i + 1;
      }
    }
    return 0;
  }

  private static boolean keep(RegistryRow row) {
    return row.content() instanceof RegistryRow.Content.Tombstone;
  }
}
