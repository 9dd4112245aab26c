package io.hubstream.starter.scenes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

class SceneTest {

  /** Pixels must not depend on the machine or the JDK: the models' digests rest on them. */
  @Test
  void shouldPaintTheSamePixelsEverywhere() {
    CRC32 crc = new CRC32();
    for (Scene scene : Scene.values()) {
      crc.update(scene.paint(64, 48, 11));
    }

    assertThat(crc.getValue()).isEqualTo(451397188L);
  }

  @Test
  void shouldPaintAnotherPictureForAnotherSeed() {
    for (Scene scene : Scene.values()) {
      Set<Long> pictures = new HashSet<>();
      for (int seed = 0; seed < 10; seed++) {
        CRC32 crc = new CRC32();
        crc.update(scene.paint(32, 32, seed));
        pictures.add(crc.getValue());
      }

      assertThat(pictures).as(scene.label()).hasSize(10);
    }
  }

  @Test
  void shouldFillTheSizeThatIsAskedFor() {
    assertThat(Scene.CITY.paint(40, 30, 1)).hasSize(40 * 30 * 3);
  }
}
