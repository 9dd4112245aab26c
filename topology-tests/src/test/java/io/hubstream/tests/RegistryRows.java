package io.hubstream.tests;

import static io.hubstream.tests.BadVersions.LETTERS;
import static io.hubstream.tests.BadVersions.PICTURES;
import static org.assertj.core.api.Assertions.assertThat;

import io.hubstream.records.DesiredState;
import io.hubstream.records.RegistryUpdates;
import io.hubstream.registry.RegistryPublisher;
import io.hubstream.registry.RegistrySnapshot;
import io.hubstream.serving.DesiredVersion;
import io.hubstream.serving.Phase;
import io.hubstream.testing.Versions;
import io.hubstream.tests.UpdateTable.Row;
import java.util.ArrayList;
import java.util.List;

/** What writers do to the registry topic besides asking for one version after the other. */
final class RegistryRows {
  private RegistryRows() {}

  /**
   * @param states of one model, revisions 1 and 2: the second is in force
   */
  static List<Row> all(BadVersions versions, List<DesiredState> states) {
    List<Row> rows = new ArrayList<>(lost(versions, states));
    rows.addAll(strange(states.get(0)));
    return rows;
  }

  private static List<Row> lost(BadVersions versions, List<DesiredState> states) {
    return List.of(
        Row.of(
            "duplicate update",
            Phase.CONFLICT,
            table -> table.raw(LETTERS, RegistryUpdates.write(states.get(1))),
            "it is revision 2, but revision 2 of offset"),
        Row.of(
            "stale update",
            Phase.CONFLICT,
            table -> table.raw(LETTERS, RegistryUpdates.write(states.get(0))),
            "it is revision 1, but revision 2 of offset"),
        Row.of(
            "two people activate at once",
            Phase.CONFLICT,
            table -> {
              DesiredVersion wanted = states.get(1).stable().orElseThrow();
              RegistrySnapshot seenByBoth = table.registry();
              assertThat(table.activate(wanted, seenByBoth).accepted()).isTrue();
              RegistryPublisher.Published second =
                  table.activate(versions.good(LETTERS, "too-late"), seenByBoth);
              assertThat(second.accepted()).as("the second one is told").isFalse();
              assertThat(second.refusal().orElseThrow())
                  .contains("CONFLICT", "revision 3 of offset");
              return second.offset();
            },
            "it is revision 3, but revision 3 of offset"));
  }

  private static List<Row> strange(DesiredState state) {
    return List.of(
        Row.of(
            "poison record",
            Phase.REQUESTED,
            table -> table.raw(LETTERS, TestStream.bytes("no update at all")),
            "cannot read io.hubstream.schemas.ModelDesiredState from topic",
            "it starts with 6E6F and not with C301"),
        Row.of(
            "update under the key of another model",
            Phase.REQUESTED,
            table -> table.raw(PICTURES, RegistryUpdates.write(state)),
            "the key is not the model's name, letters"),
        Row.of(
            "tombstone",
            Phase.RETIRED,
            table -> table.tombstone(BadModelsIT.EXTRA),
            "the registry has a tombstone"),
        Row.activating(
            "update for a model that nobody has",
            Phase.FETCHED,
            () -> Versions.wanted("nobody", 1),
            "gave up after 3 attempts",
            "is not there"));
  }
}
