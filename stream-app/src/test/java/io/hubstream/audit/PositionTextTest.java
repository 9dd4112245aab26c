package io.hubstream.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubstream.content.SourcePosition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PositionTextTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "hub-stream.content-3@1207",
        "hub-stream.content:3:1207",
        "hub-stream.content-3-1207"
      })
  void shouldReadEveryForm(String text) {
    assertThat(PositionText.parse(text))
        .contains(new SourcePosition("hub-stream.content", 3, 1207));
  }

  @Test
  void shouldReadTheResultIdOfAPosition() {
    SourcePosition position = new SourcePosition("a-1-2", 0, 999_999_999_999_999_999L);

    assertThat(PositionText.parse(position.resultId())).contains(position);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "picture.jpg", "content-3", "content@7", "-3-7", "content-3@", "content:x:7"})
  void shouldLeaveWhatIsNoPosition(String text) {
    assertThat(PositionText.parse(text)).isEmpty();
  }
}
