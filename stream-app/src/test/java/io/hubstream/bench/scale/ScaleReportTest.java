package io.hubstream.bench.scale;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class ScaleReportTest {
  private final ScaleReport report = ScaleReports.report();

  @Test
  void shouldPrintTheDocumentedFieldsAsJson() {
    JsonNode json = ScaleJson.of(report);

    assertThat(json.fieldNames())
        .toIterable()
        .containsExactly("lastToFirstQuarter", "series", "checks", "machine", "plan", "settings");
    assertThat(json.at("/lastToFirstQuarter/median").asDouble()).isEqualTo(0.75);
    JsonNode backlog = json.at("/series/backlog");
    assertThat(backlog.get("linearFrom").asLong()).isEqualTo(10_000);
    assertThat(backlog.get("linearTo").asLong()).isEqualTo(100_000);
    JsonNode first = backlog.at("/points/0");
    assertThat(first.get("size").asLong()).isEqualTo(1_000);
    assertThat(first.at("/cpuMicrosPerRecord/median").asDouble()).isEqualTo(40);
    assertThat(first.at("/cpuMicrosPerRecord/max").asDouble()).isEqualTo(60);
    assertThat(first.at("/recordsPerSecond/median").asDouble()).isEqualTo(2_000);
    assertThat(first.at("/jitSecondsPerSecond/median").asDouble()).isEqualTo(0.1);
    assertThat(first.get("linear").asBoolean()).isFalse();
    assertThat(json.at("/series/models/points/2/expectedMicrosPerRecord").asDouble()).isEqualTo(16);
    assertThat(json.at("/series/models/points/2/relativeCost").asDouble()).isEqualTo(1.5);
  }

  @Test
  void shouldShowPeopleWhereItStopsBeingLinear() {
    StringWriter text = new StringWriter();

    new ScaleText(new PrintWriter(text, true)).print(report);

    assertThat(text.toString())
        .contains("40.0 (20.0 - 60.0)", "4.00  not linear")
        .contains("linear (within 25 % of what is expected) from 10,000 to 100,000 records")
        .contains("last quarter of 100,000 records ÷ the first quarter: 0.75")
        .contains("0 missing");
  }

  @Test
  void shouldDrawAPointForEachSize() throws Exception {
    String svg = ScaleChart.of(report);

    Document drawn =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(svg)));
    assertThat(drawn.getElementsByTagName("circle").getLength()).isEqualTo(6);
    assertThat(drawn.getElementsByTagName("polyline").getLength()).isEqualTo(4);
    assertThat(svg).contains("100,000: 10.0 µs").doesNotContain("NaN", "Infinity");
  }
}
