package io.hubstream.bench.workload;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubstream.content.ContentItem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ItemsFileTest {
  @TempDir Path dir;

  @Test
  void shouldReadItemsAsTheyWereWritten() throws IOException {
    List<ContentItem> items = SmallRecords.items(7);

    ItemsFile.write(dir.resolve("items"), items);

    assertThat(ItemsFile.read(dir.resolve("items"))).isEqualTo(items);
  }

  @Test
  void shouldMakeRecordsOfOneKilobyteThatASeedRepeats() {
    Workload workload = new Workload("small", SmallRecords.items(7), List.of(), List.of());

    assertThat(workload.meanBytes()).isEqualTo(1_000);
    assertThat(SmallRecords.items(7)).isEqualTo(workload.items());
    assertThat(SmallRecords.items(8)).isNotEqualTo(workload.items());
  }
}
