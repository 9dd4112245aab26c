package io.hubstream.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hubstream.archive.ArchiveListener;
import io.hubstream.archive.FileHeader;
import io.hubstream.archive.OffsetRange;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/** Prints what an archiver does: a line for each file, and what people should look at. */
final class ArchiveLines implements ArchiveListener {
  private final PrintWriter out;
  private final PrintWriter err;
  private final boolean json;
  private final AtomicBoolean waiting = new AtomicBoolean();

  ArchiveLines(PrintWriter out, PrintWriter err, boolean json) {
    this.out = out;
    this.err = err;
    this.json = json;
  }

  /** Whether the last thing it said is that the store does not take a file. */
  boolean isWaiting() {
    return waiting.get();
  }

  @Override
  public void written(String name, FileHeader header, String digest, int bytes) {
    waiting.set(false);
    FileHeader.Extent extent = header.extent();
    if (json) {
      ObjectNode line = BaseCommand.object();
      line.put("file", name).put("digest", digest).put("bytes", bytes);
      line.put("topic", header.chain().topic()).put("partition", header.chain().partition());
      line.put("sequence", header.link().sequence());
      line.put("from", extent.from()).put("to", extent.to()).put("records", extent.records());
      out.println(BaseCommand.compact(line));
    } else {
      out.printf(
          "%s  %d records, offsets %d to %d  %s%n",
          name, extent.records(), extent.from(), extent.to() - 1, digest);
    }
    out.flush();
  }

  @Override
  public void lost(String topic, int partition, OffsetRange offsets) {
    say(
        "LOST: offsets %s of %s-%d were removed before they could be archived; the archive says so too. Run the archiver more often, or keep the topic longer"
            .formatted(offsets, topic, partition));
  }

  @Override
  public void overtaken(String name) {
    say("Another archiver wrote %s; this one goes on from there.".formatted(name));
  }

  @Override
  public void waiting(String reason, Duration pause) {
    waiting.set(true);
    say("%s; the next try is in %d s".formatted(reason, pause.toSeconds()));
  }

  @Override
  public void remark(String text) {
    say(text);
  }

  private void say(String line) {
    err.println(line);
    err.flush();
  }
}
