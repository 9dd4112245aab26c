package io.hubstream.bench.workload;

import io.hubstream.content.BadRecordException;
import io.hubstream.content.ContentItem;
import io.hubstream.records.ContentEvents;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Content items in a file, so that every process of a measurement works on the same ones. */
public final class ItemsFile {
  private static final String SOURCE = "bench items";

  private ItemsFile() {}

  public static void write(Path file, List<ContentItem> items) throws IOException {
    try (DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
      out.writeInt(items.size());
      for (ContentItem item : items) {
        byte[] event = ContentEvents.write(item);
        out.writeInt(event.length);
        out.write(event);
      }
    }
  }

  public static List<ContentItem> read(Path file) throws IOException {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      int count = in.readInt();
      List<ContentItem> items = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        items.add(ContentEvents.read(SOURCE, in.readNBytes(in.readInt())));
      }
      return items;
    } catch (BadRecordException e) {
      throw new IOException(file + " holds something else than content items", e);
    }
  }
}
