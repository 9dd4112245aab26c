package io.hubstream.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubstream.schemas.ChangeAction;
import io.hubstream.schemas.DesiredChange;
import io.hubstream.schemas.ModelDesiredState;
import io.hubstream.schemas.ModelDesiredStateSerializer;
import io.hubstream.schemas.StableVersion;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;

class RegistryUpdatesTest {
  private static final String TOPIC = "registry";

  @Test
  void shouldTakeTheChangeForTheActivationWhenAnOlderWriterDoesNotTellThemApart() {
    ModelDesiredState record =
        ModelDesiredState.newBuilder()
            .setModel("m")
            .setChange(new DesiredChange(ChangeAction.ROLLBACK, "ada", "worse", Instant.EPOCH))
            .setExpectedPreviousDigest("sha256:2")
            .build();

    DesiredState read =
        RegistryUpdates.read(TOPIC, new ModelDesiredStateSerializer().serialize("", record));

    assertThat(read.activation())
        .isEqualTo(
            new DesiredState.Activation(
                true, "ada", "worse", Instant.EPOCH, Optional.of("sha256:2")));
  }

  @Test
  void shouldNotShowAnArtifactUriThatIsNone() {
    ModelDesiredState record =
        ModelDesiredState.newBuilder()
            .setModel("m")
            .setStable(new StableVersion("1", "sha256:1", "https://a/b c?sig=SECRET", null))
            .setChange(new DesiredChange(ChangeAction.ACTIVATE, "ada", "", Instant.EPOCH))
            .build();
    byte[] row = new ModelDesiredStateSerializer().serialize("", record);

    assertThatThrownBy(() -> RegistryUpdates.read(TOPIC, row))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("artifact URI has a mistake at character")
        .hasMessageNotContaining("SECRET");
  }
}
