package io.hubstream.bench.latency;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class DueTest {

  @Test
  void shouldComeBackFromItsHeader() {
    Due due = new Due(3, -1_234_567_890_123L);

    assertThat(Due.of(new RecordHeaders(List.of(due.toHeader())))).contains(due);
  }

  @Test
  void shouldBeEmptyWithoutTheHeaderOrWithAnother() {
    String name = new Due(0, 0).toHeader().key();

    assertThat(Due.of(new RecordHeaders())).isEmpty();
    assertThat(Due.of(new RecordHeaders(List.of(new RecordHeader(name, new byte[3]))))).isEmpty();
  }
}
