package io.hubstream.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hubstream.records.DesiredState;
import io.hubstream.registry.Verdict;
import java.util.Optional;

/**
 * A row of the registry: what it asked for, and what became of it.
 *
 * @param state empty where the row took the model away or could not be read
 */
record ChangeLine(String model, long offset, Optional<DesiredState> state, String outcome) {
  private static final ObjectMapper JSON = new ObjectMapper();

  static ChangeLine of(Verdict verdict) {
    if (verdict instanceof Verdict.Accepted accepted) {
      return new ChangeLine(
          accepted.state().model(), accepted.offset(), Optional.of(accepted.state()), "accepted");
    }
    if (verdict instanceof Verdict.Conflict conflict) {
      return new ChangeLine(
          conflict.loser().model(),
          conflict.offset(),
          Optional.of(conflict.loser()),
          "refused: " + conflict.reason());
    }
    if (verdict instanceof Verdict.Held held) {
      return new ChangeLine(
          held.winner().state().model(), held.offset(), held.loser(), "held: " + held.reason());
    }
    if (verdict instanceof Verdict.Retired retired) {
      return new ChangeLine(retired.model(), retired.offset(), Optional.empty(), "removed");
    }
    Verdict.Unreadable unreadable = (Verdict.Unreadable) verdict;
    return new ChangeLine(
        unreadable.model(),
        unreadable.offset(),
        Optional.empty(),
        "unreadable: " + unreadable.reason());
  }

  String text() {
    return "%6d  %s  %s".formatted(offset, state.map(RecordLines::text).orElse(model), outcome);
  }

  ObjectNode json() {
    ObjectNode json = JSON.createObjectNode();
    json.put("model", model).put("offset", offset);
    state.ifPresent(known -> RecordLines.add(json, known));
    return json.put("outcome", outcome);
  }
}
