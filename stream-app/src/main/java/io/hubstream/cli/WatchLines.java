package io.hubstream.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hubstream.watching.FoundVersion;
import io.hubstream.watching.WatchEvent;
import java.io.PrintWriter;
import java.time.Instant;

/** Prints what a watch saw and did, a line for each event. */
final class WatchLines {
  private final PrintWriter out;
  private final boolean json;
  private boolean failed;

  WatchLines(PrintWriter out, boolean json) {
    this.out = out;
    this.json = json;
  }

  /** Whether a version was refused, or something was in the way. */
  boolean failed() {
    return failed;
  }

  void print(WatchEvent event) {
    failed |= event instanceof WatchEvent.Refused || event instanceof WatchEvent.Trouble;
    out.println(json ? BaseCommand.compact(json(event)) : text(event));
    out.flush();
  }

  private static String text(WatchEvent event) {
    if (event instanceof WatchEvent.Seen seen) {
      return seen.found().display() + " has appeared; waiting until its files keep still";
    }
    if (event instanceof WatchEvent.Published published) {
      return "%s is desired now (registry offset %d), digest %s, at %s"
          .formatted(
              published.found().display(),
              published.offset(),
              published.model().version().digest(),
              published.model().artifactUri());
    }
    if (event instanceof WatchEvent.Refused refused) {
      return "%s is refused: %s; it is tried again when its files change"
          .formatted(refused.found().display(), refused.reason());
    }
    if (event instanceof WatchEvent.Skipped skipped) {
      return "%s is left out: %s".formatted(skipped.found().display(), skipped.reason());
    }
    if (event instanceof WatchEvent.Held held) {
      return "%s waits: %s".formatted(held.found().display(), held.reason());
    }
    return ((WatchEvent.Trouble) event).reason() + "; trying again";
  }

  private static ObjectNode json(WatchEvent event) {
    ObjectNode node = BaseCommand.object();
    node.put("at", Instant.now().toString());
    if (event instanceof WatchEvent.Published published) {
      return version(node.put("event", "published"), published.found())
          .put("digest", published.model().version().digest())
          .put("artifactUri", published.model().artifactUri().toString())
          .put("offset", published.offset());
    }
    if (event instanceof WatchEvent.Seen seen) {
      return version(node.put("event", "seen"), seen.found());
    }
    if (event instanceof WatchEvent.Refused refused) {
      return version(node.put("event", "refused"), refused.found()).put("reason", refused.reason());
    }
    if (event instanceof WatchEvent.Skipped skipped) {
      return version(node.put("event", "skipped"), skipped.found()).put("reason", skipped.reason());
    }
    if (event instanceof WatchEvent.Held held) {
      return version(node.put("event", "held"), held.found()).put("reason", held.reason());
    }
    return node.put("event", "trouble").put("reason", ((WatchEvent.Trouble) event).reason());
  }

  private static ObjectNode version(ObjectNode node, FoundVersion found) {
    return node.put("model", found.model())
        .put("version", found.version())
        .put("folder", found.folder().toString());
  }
}
