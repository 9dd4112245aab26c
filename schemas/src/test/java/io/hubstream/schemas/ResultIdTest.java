package io.hubstream.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResultIdTest {

  @Test
  void shouldParseWhenTheTopicHoldsDashes() {
    // Given
    ResultId id = new ResultId("my-content-2", 11, 1_234_567_890_123L);

    // When
    ResultId parsed = ResultId.parse(id.toString());

    // Then
    assertThat(parsed).isEqualTo(id).hasToString("my-content-2-11-1234567890123");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-",
        "topic",
        "topic-1",
        "-1-2",
        "topic-1-",
        "topic--2",
        "topic-a-2",
        "topic-1-9223372036854775808",
        "topic-01-2",
        "topic-+1-2"
      })
  void shouldRefuseWhenTheTextIsNoResultId(String text) {
    // When, Then
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ResultId.parse(text))
        .withMessageContaining("'" + text + "' is not a result id");
  }

  @Test
  void shouldRefuseWhenThePositionIsNone() {
    // When, Then
    assertThatIllegalArgumentException().isThrownBy(() -> new ResultId("", 0, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new ResultId("topic", -1, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new ResultId("topic", 0, -1));
  }
}
