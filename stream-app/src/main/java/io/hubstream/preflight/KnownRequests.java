package io.hubstream.preflight;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.NodeApiVersions;
import org.apache.kafka.common.message.ApiVersionsResponseData.ApiVersion;
import org.apache.kafka.common.protocol.ApiKeys;

/** Which versions of which requests a broker knows, as far as they matter here. */
public record KnownRequests(List<Known> all) {
  private static final List<ApiKeys> THAT_MATTER =
      List.of(
          ApiKeys.PRODUCE,
          ApiKeys.FETCH,
          ApiKeys.LIST_OFFSETS,
          ApiKeys.METADATA,
          ApiKeys.OFFSET_COMMIT,
          ApiKeys.OFFSET_FETCH,
          ApiKeys.FIND_COORDINATOR,
          ApiKeys.JOIN_GROUP,
          ApiKeys.INIT_PRODUCER_ID,
          ApiKeys.ADD_PARTITIONS_TO_TXN,
          ApiKeys.TXN_OFFSET_COMMIT,
          ApiKeys.OFFSET_FOR_LEADER_EPOCH,
          ApiKeys.CREATE_TOPICS,
          ApiKeys.DESCRIBE_CONFIGS,
          ApiKeys.STREAMS_GROUP_HEARTBEAT);

  /** From which version on something can be done, and what cannot be done below it. */
  private static final Map<ApiKeys, Limit> LIMITS = limits();

  private record Limit(int from, String otherwise) {}

  /**
   * A request.
   *
   * @param name of the request
   * @param versions as in {@code 0-7}; empty where the broker does not know it
   * @param note what that rules out; empty where it rules out nothing
   */
  public record Known(String name, Optional<String> versions, String note) {}

  public KnownRequests {
    all = List.copyOf(all);
  }

  private static Map<ApiKeys, Limit> limits() {
    Map<ApiKeys, Limit> limits = new EnumMap<>(ApiKeys.class);
    limits.put(ApiKeys.PRODUCE, new Limit(7, "no compression with zstd"));
    limits.put(ApiKeys.FETCH, new Limit(7, "no fetch sessions: each fetch names every partition"));
    limits.put(ApiKeys.METADATA, new Limit(8, "does not say what is permitted on a topic"));
    limits.put(ApiKeys.JOIN_GROUP, new Limit(5, "no static members: a restart moves partitions"));
    limits.put(
        ApiKeys.INIT_PRODUCER_ID,
        new Limit(3, "a producer that lost its sequence is made anew, it can't go on"));
    limits.put(ApiKeys.ADD_PARTITIONS_TO_TXN, new Limit(0, "no transactions"));
    limits.put(ApiKeys.TXN_OFFSET_COMMIT, new Limit(3, "no exactly_once_v2"));
    limits.put(
        ApiKeys.OFFSET_FOR_LEADER_EPOCH,
        new Limit(2, "positions are not checked after a change of the leader"));
    limits.put(ApiKeys.CREATE_TOPICS, new Limit(4, "a new topic must say its replication factor"));
    limits.put(ApiKeys.DESCRIBE_CONFIGS, new Limit(1, "topics' settings cannot be checked"));
    limits.put(ApiKeys.STREAMS_GROUP_HEARTBEAT, new Limit(1, "group.protocol must be classic"));
    return limits;
  }

  static KnownRequests of(NodeApiVersions versions) {
    List<Known> known = new ArrayList<>();
    for (ApiKeys api : THAT_MATTER) {
      Optional<ApiVersion> found = Optional.ofNullable(versions.apiVersion(api));
      int newest = found.map(version -> (int) version.maxVersion()).orElse(-1);
      Limit limit = LIMITS.get(api);
      known.add(
          new Known(
              api.name,
              found.map(version -> version.minVersion() + "-" + version.maxVersion()),
              limit != null && newest < limit.from() ? limit.otherwise() : ""));
    }
    return new KnownRequests(known);
  }

  /** Whether the broker knows this request. */
  boolean has(ApiKeys api) {
    return has(api, 0);
  }

  /** Whether the broker knows this version of a request. */
  boolean has(ApiKeys api, int version) {
    return all.stream()
        .filter(known -> known.name().equals(api.name))
        .flatMap(known -> known.versions().stream())
        .anyMatch(range -> Integer.parseInt(range.replaceFirst("^\\d+-", "")) >= version);
  }
}
