package io.hubstream.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Node names, topics and store names are a persisted contract: a change of this golden text is a
 * change that running applications see.
 */
class TopologyDescriptionTest {

  @Test
  void shouldDescribeTheTopologyAsBefore() throws IOException {
    try (TopologyFixture fixture = new TopologyFixture();
        InputStream golden = getClass().getResourceAsStream("/golden/topology.txt")) {
      // When
      String description = fixture.topology(List.of()).describe().toString();

      // Then
      assertThat(description.strip())
          .isEqualTo(new String(golden.readAllBytes(), StandardCharsets.UTF_8).strip());
    }
  }
}
