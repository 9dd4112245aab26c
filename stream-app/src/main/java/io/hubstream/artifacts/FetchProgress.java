package io.hubstream.artifacts;

import io.hubstream.azure.BlobFolder.Range;
import java.io.Closeable;
import java.io.IOException;
import java.io.Writer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;

/**
 * Which parts of which files have been fetched, in a file that outlives the process: one line for
 * each, appended when its bytes are written. A part counts for the tag that its file had then.
 *
 * <p>Safe for any thread, in one process at a time.
 */
final class FetchProgress implements Closeable {
  private final Set<String> done;
  private final Writer writer;

  private FetchProgress(Set<String> done, Writer writer) {
    this.done = done;
    this.writer = writer;
  }

  /** Reads what was noted before, and goes on noting. */
  static FetchProgress open(Path file) throws IOException {
    Set<String> done = new HashSet<>();
    if (Files.exists(file)) {
      String text = Files.readString(file);
      // The last line may have been cut.
      text.substring(0, text.lastIndexOf('\n') + 1).lines().forEach(done::add);
    }
    Writer writer =
        Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    // Whatever comes next begins a line of its own.
    writer.write("\n");
    return new FetchProgress(done, writer);
  }

  synchronized boolean isDone(String path, String tag, Range range) {
    return done.contains(line(path, tag, range));
  }

  synchronized void done(String path, String tag, Range range) throws IOException {
    writer.write(line(path, tag, range) + "\n");
    writer.flush();
  }

  private static String line(String path, String tag, Range range) {
    return "%d+%d %s %s"
        .formatted(
            range.offset(),
            range.length(),
            URLEncoder.encode(tag, StandardCharsets.UTF_8),
            URLEncoder.encode(path, StandardCharsets.UTF_8));
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }
}
