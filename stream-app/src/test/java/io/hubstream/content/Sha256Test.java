package io.hubstream.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class Sha256Test {

  @Test
  void shouldGiveTheKnownDigestAndKeepThePositionWhenTheBufferIsASlice() {
    // The example of FIPS 180-4.
    ByteBuffer bytes = ByteBuffer.wrap("xabcx".getBytes(StandardCharsets.US_ASCII), 1, 3);

    assertThat(Sha256.hex(bytes.asReadOnlyBuffer()))
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assertThat(Sha256.hex(bytes)).isEqualTo(Sha256.hex(bytes));
    assertThat(bytes.position()).isEqualTo(1);
  }
}
