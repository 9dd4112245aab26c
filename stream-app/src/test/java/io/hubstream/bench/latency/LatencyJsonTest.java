package io.hubstream.bench.latency;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;

class LatencyJsonTest {

  @Test
  void shouldHaveTheFieldsOfTheContractForEachRate() {
    JsonNode rate = LatencyJson.of(LatencyReports.withSwaps()).at("/rates/0");

    assertThat(rate.fieldNames())
        .toIterable()
        .containsExactly(
            "share",
            "offeredPerSecond",
            "achievedPerSecond",
            "count",
            "p50Ms",
            "p99Ms",
            "p999Ms",
            "maxMs",
            "sustained",
            "backlogGrowthPerSecond",
            "sendDelayP99Ms",
            "sendDelayMaxMs",
            "loaderCores");
    assertThat(rate.get("share").asDouble()).isEqualTo(0.25);
    assertThat(rate.get("offeredPerSecond").asDouble()).isEqualTo(25);
    assertThat(rate.get("achievedPerSecond").asDouble()).isEqualTo(24.75);
    assertThat(rate.get("p99Ms").asDouble()).isEqualTo(120.25);
    assertThat(rate.get("sustained").asBoolean()).isTrue();
  }

  @Test
  void shouldSayWhatSwapsAdd() {
    JsonNode swaps = LatencyJson.of(LatencyReports.withSwaps()).get("swaps");

    assertThat(swaps.get("count").asInt()).isEqualTo(1);
    assertThat(swaps.get("requested").asInt()).isEqualTo(2);
    assertThat(swaps.get("activated").asInt()).isEqualTo(1);
    assertThat(swaps.get("p99DuringMs").asDouble()).isEqualTo(180.25);
    assertThat(swaps.get("p99BetweenMs").asDouble()).isEqualTo(120.25);
    assertThat(swaps.get("differenceMs").asDouble()).isEqualTo(60);
    assertThat(swaps.at("/each/1/refusal").asText()).isEqualTo("it is bad");
    assertThat(swaps.at("/each/0/refusal").isNull()).isTrue();
    assertThat(swaps.at("/each/0/firstResultSeconds").asDouble()).isEqualTo(0.75);
    assertThat(swaps.at("/each/1/firstResultSeconds").isNull()).isTrue();
    assertThat(swaps.at("/each/0/residentBytes").asLong()).isEqualTo(500_000_000);
    assertThat(swaps.get("resident").isNull()).as("too few swaps").isTrue();
  }

  @Test
  void shouldSayWhatTheServiceHeldAfterTheTenthSwapAndTheLast() {
    JsonNode resident = LatencyJson.of(LatencyReports.withManySwaps(62)).at("/swaps/resident");

    assertThat(resident.get("afterSwap").asInt()).isEqualTo(10);
    assertThat(resident.get("bytes").asLong()).isEqualTo(510_000_000);
    assertThat(resident.get("lastSwap").asInt()).isEqualTo(62);
    assertThat(resident.get("lastBytes").asLong()).isEqualTo(562_000_000);
    assertThat(resident.get("growth").asDouble()).isBetween(0.10, 0.11);
  }

  @Test
  void shouldSayNullWithoutSwaps() {
    JsonNode json = LatencyJson.of(LatencyReports.withoutSwaps());

    assertThat(json.get("swaps").isNull()).isTrue();
    assertThat(List.of("capacityPerSecond", "rates", "checks", "workload", "machine", "plan"))
        .allSatisfy(field -> assertThat(json.has(field)).isTrue());
    assertThat(json.at("/settings/commit.interval.ms").asText()).isEqualTo("100");
    assertThat(json.at("/plan/arrivals").asText()).isEqualTo("poisson");
  }
}
