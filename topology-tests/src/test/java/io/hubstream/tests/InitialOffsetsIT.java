package io.hubstream.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubstream.service.EnrichmentService;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What scales on lag sees a position of every partition, and a position that exists is never moved.
 */
@Timeout(120)
class InitialOffsetsIT {
  private static final int RECORDS = 60;

  @TempDir Path dir;

  @Test
  void shouldCommitTheBeginningOfAGroupThatIsNewAndLeaveAnyOtherAlone() throws Exception {
    try (TestStream stream = new TestStream(dir, 3);
        Admin admin = Admin.create(new HashMap<>(stream.client()))) {
      stream.activate("language", 1);

      // When: nothing has ever been published
      run(stream);

      // Then
      assertThat(committed(stream, admin)).isEqualTo(Map.of(0, 0L, 1, 0L, 2, 0L));

      // When: the group has a position
      stream.publish(0, RECORDS);
      run(stream);
      Map<Integer, Long> before = committed(stream, admin);
      run(stream);

      // Then
      assertThat(committed(stream, admin)).isEqualTo(before);
      assertThat(before.values().stream().mapToLong(Long::longValue).sum()).isEqualTo(RECORDS);
      assertThat(stream.verify().holdsExactlyOnce()).isTrue();
    }
  }

  private static void run(TestStream stream) throws Exception {
    try (EnrichmentService service = stream.service("a", new FakeParts().parts())) {
      service.start();
      assertThat(service.awaitCaughtUp()).isTrue();
    }
  }

  private static Map<Integer, Long> committed(TestStream stream, Admin admin) throws Exception {
    Map<Integer, Long> offsets = new TreeMap<>();
    admin
        .listConsumerGroupOffsets(stream.config("a").kafka().applicationId())
        .partitionsToOffsetAndMetadata()
        .get()
        .forEach((partition, offset) -> offsets.put(partition.partition(), offset.offset()));
    return offsets;
  }
}
