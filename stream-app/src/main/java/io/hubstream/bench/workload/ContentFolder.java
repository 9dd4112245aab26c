package io.hubstream.bench.workload;

import io.hubstream.content.ContentItem;
import io.hubstream.publishing.ContentFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The files of a folder as content items. */
public final class ContentFolder {
  /** What fits into a record of the default size; larger files become claim checks. */
  private static final long CLAIM_CHECK_ABOVE = 900_000;

  private ContentFolder() {}

  /** One item for each file; their media types are detected. */
  public static List<ContentItem> items(Path folder) throws IOException {
    ContentFiles files =
        new ContentFiles(
            new ContentFiles.Origin(Optional.empty(), Map.of(), CLAIM_CHECK_ABOVE),
            Clock.systemUTC());
    List<ContentItem> items = new ArrayList<>();
    for (ContentFiles.Named file : ContentFiles.list(List.of(folder))) {
      items.add(files.item(file, file.name()));
    }
    return items;
  }
}
