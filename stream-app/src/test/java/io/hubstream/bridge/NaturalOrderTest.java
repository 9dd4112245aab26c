package io.hubstream.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NaturalOrderTest {
  private static final List<String> ASCENDING =
      List.of(
          "01",
          "1",
          "1.9",
          "1.10",
          "2",
          "9",
          "10",
          "123456789012345678901234567890",
          "2026-09-30",
          "2026-10-01",
          "v2",
          "v10");

  @Test
  void shouldOrderVersionsAsPeopleReadThem() {
    List<String> versions = new ArrayList<>(List.of("v10", "10", "9", "1.10", "1.9", "v2", "2"));

    versions.sort(NaturalOrder.INSTANCE);

    assertThat(versions).containsExactly("1.9", "1.10", "2", "9", "10", "v2", "v10");
  }

  @Test
  void shouldBeATotalOrder() {
    long seed = System.nanoTime();
    List<String> shuffled = new ArrayList<>(ASCENDING);
    Collections.shuffle(shuffled, new Random(seed));
    for (String a : shuffled) {
      for (String b : shuffled) {
        int order = NaturalOrder.INSTANCE.compare(a, b);
        assertThat(order == 0).as("%s and %s", a, b).isEqualTo(a.equals(b));
        assertThat(Integer.signum(NaturalOrder.INSTANCE.compare(b, a)))
            .as("seed %d: %s and %s", seed, a, b)
            .isEqualTo(-Integer.signum(order));
        for (String c : shuffled) {
          if (order < 0 && NaturalOrder.INSTANCE.compare(b, c) < 0) {
            assertThat(NaturalOrder.INSTANCE.compare(a, c)).as("%s %s %s", a, b, c).isNegative();
          }
        }
      }
    }
  }
}
