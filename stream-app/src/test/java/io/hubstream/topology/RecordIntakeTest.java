package io.hubstream.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubstream.content.Payload;
import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordIntakeTest {
  @ParameterizedTest
  @CsvSource({
    "0, 100",
    "64000000, 64000100",
    "2147483648, 100",
    "9223372036854775807, 100",
    "-1, 100",
  })
  void shouldCountThePayloadThatARecordWillHoldHoweverLongItSaysThatItIs(long length, long held) {
    Payload payload =
        new Payload.Reference(
            URI.create("file:///mnt/a"), length, "0".repeat(64), Optional.empty());

    assertThat(RecordIntake.heldBytes(new byte[100], payload)).isEqualTo(held);
  }
}
