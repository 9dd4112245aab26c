package io.hubstream.bench.latency;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class LatencyTextTest {

  @Test
  void shouldSayWhichRateWasNotSustainedAndWhichSwapWasRefused() {
    // Given
    StringWriter out = new StringWriter();
    PrintWriter writer = new PrintWriter(out);

    // When
    new LatencyText(writer).print(LatencyReports.withSwaps());
    writer.flush();

    // Then
    assertThat(out.toString().lines().toList())
        .anyMatch(line -> line.matches("25 % +25\\.0 +24\\.8 +60\\.5 +120\\.3 .* 2000"))
        .anyMatch(line -> line.matches("90 % .* not sustained"))
        .anyMatch(line -> line.contains("90 % was not sustained: each second 5.0 more"))
        .anyMatch(line -> line.contains("REFUSED m 1: it is bad"))
        .anyMatch(line -> line.contains("the difference") && line.contains("+60.0 ms"))
        .anyMatch(line -> line.contains("first new result") && line.contains("0.75 s at most"))
        .noneMatch(line -> line.contains("NO RESULTS"));
  }

  @Test
  void shouldSayWhatTheServiceHeldAfterManySwaps() {
    StringWriter out = new StringWriter();
    PrintWriter writer = new PrintWriter(out);

    new LatencyText(writer).print(LatencyReports.withManySwaps(100));
    writer.flush();

    assertThat(out.toString()).contains("510 MB after swap 10, 600 MB after swap 100: +17.6 %");
  }
}
