package io.hubstream.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hubstream.bridge.Announcement;
import io.hubstream.bridge.BridgeListener;
import io.hubstream.bridge.Decision;
import io.hubstream.content.SourcePosition;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.OptionalLong;

/** What a bridge does, one line for each event that it handled. Safe for any thread. */
final class BridgeLines implements BridgeListener {
  private final PrintWriter out;
  private final PrintWriter err;
  private final boolean json;
  private String troubled = "";

  /**
   * @param out for what was asked for
   * @param err for what is in the way
   */
  BridgeLines(PrintWriter out, PrintWriter err, boolean json) {
    this.out = out;
    this.err = err;
    this.json = json;
  }

  @Override
  public synchronized void decided(
      Announcement announcement, Decision decision, OptionalLong offset) {
    if (json) {
      ObjectNode line = line(decision.name(), announcement);
      line.put("digest", decision.version().version().digest());
      line.put("artifactUri", decision.version().artifactUri().toString());
      line.put("stage", decision.version().stage());
      if (offset.isPresent()) {
        line.put("registryOffset", offset.getAsLong());
      }
      if (decision instanceof Decision.Wait wait) {
        line.put("command", wait.command());
      }
      print(line.put("reason", decision.why()));
      return;
    }
    print(
        "%-9s %s%s: %s (%s)%s"
            .formatted(
                decision.name().toLowerCase(Locale.ROOT),
                announcement.display(),
                offset.isPresent() ? " at registry offset " + offset.getAsLong() : "",
                decision.why(),
                announcement.event().by(),
                decision instanceof Decision.Wait wait ? "; then: " + wait.command() : ""));
  }

  @Override
  public synchronized void repeated(Announcement announcement) {
    if (json) {
      print(line("REPEATED", announcement));
    } else {
      print(
          "%-9s %s: nothing was done (%s)"
              .formatted("repeated", announcement.display(), announcement.event().by()));
    }
  }

  @Override
  public synchronized void deadLettered(SourcePosition position, String reason) {
    if (json) {
      ObjectNode line = BaseCommand.object().put("outcome", "DEAD_LETTERED");
      line.put("hub", position.topic()).put("partition", position.partition());
      print(line.put("sequenceNumber", position.offset()).put("reason", reason));
    } else {
      print("%-9s %s: %s".formatted("dead", position, reason));
    }
  }

  @Override
  public synchronized void waiting(String reason) {
    if (!troubled.equals(reason)) {
      troubled = reason;
      err.printf("waiting: %s%n", reason);
      err.flush();
    }
  }

  @Override
  public synchronized void goesOn() {
    troubled = "";
    err.println("going on");
    err.flush();
  }

  private static ObjectNode line(String outcome, Announcement announcement) {
    ObjectNode line = BaseCommand.object().put("outcome", outcome);
    line.put("model", announcement.model()).put("version", announcement.version());
    line.put("requestedBy", announcement.event().by());
    return line.put("eventTime", announcement.event().time().toString());
  }

  private void print(ObjectNode line) {
    print(BaseCommand.compact(line));
  }

  private void print(String line) {
    out.println(line);
    out.flush();
  }
}
