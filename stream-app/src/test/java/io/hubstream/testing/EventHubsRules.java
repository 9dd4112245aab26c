package io.hubstream.testing;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.errors.UnsupportedCompressionTypeException;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.ApiVersionsResponseData.ApiVersion;
import org.apache.kafka.common.message.ApiVersionsResponseData.ApiVersionCollection;
import org.apache.kafka.common.message.InitProducerIdRequestData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MutableRecordBatch;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.FindCoordinatorRequest;
import org.apache.kafka.common.requests.InitProducerIdRequest;
import org.apache.kafka.common.requests.ProduceRequest;

/**
 * What the Kafka endpoint of a tier of Event Hubs lets through: which versions of which requests,
 * whether transactions, and which compression.
 *
 * @param transactions whether there are transactions
 * @param gzip whether batches may be compressed with gzip
 */
public record EventHubsRules(boolean transactions, boolean gzip) {
  /** The endpoint closes the connection on a larger produce request. */
  public static final int MAX_PRODUCE_BYTES = 1_046_528;

  public static final EventHubsRules STANDARD = new EventHubsRules(false, false);
  public static final EventHubsRules PREMIUM = new EventHubsRules(true, true);

  private static final byte TRANSACTION_COORDINATOR = 1;
  private static final Map<ApiKeys, Integer> NEWEST = newest();
  private static final Map<ApiKeys, Integer> NEWEST_OF_TRANSACTIONS =
      Map.of(
          ApiKeys.ADD_PARTITIONS_TO_TXN, 2,
          ApiKeys.ADD_OFFSETS_TO_TXN, 2,
          ApiKeys.END_TXN, 2,
          ApiKeys.TXN_OFFSET_COMMIT, 3);

  private static Map<ApiKeys, Integer> newest() {
    Map<ApiKeys, Integer> newest = new EnumMap<>(ApiKeys.class);
    newest.put(ApiKeys.PRODUCE, 7);
    newest.put(ApiKeys.FETCH, 6);
    newest.put(ApiKeys.LIST_OFFSETS, 7);
    newest.put(ApiKeys.METADATA, 5);
    newest.put(ApiKeys.OFFSET_COMMIT, 8);
    newest.put(ApiKeys.OFFSET_FETCH, 8);
    newest.put(ApiKeys.FIND_COORDINATOR, 4);
    newest.put(ApiKeys.JOIN_GROUP, 7);
    newest.put(ApiKeys.HEARTBEAT, 4);
    newest.put(ApiKeys.LEAVE_GROUP, 4);
    newest.put(ApiKeys.SYNC_GROUP, 5);
    newest.put(ApiKeys.DESCRIBE_GROUPS, 1);
    newest.put(ApiKeys.LIST_GROUPS, 1);
    newest.put(ApiKeys.SASL_HANDSHAKE, 1);
    newest.put(ApiKeys.SASL_AUTHENTICATE, 1);
    newest.put(ApiKeys.API_VERSIONS, 3);
    newest.put(ApiKeys.CREATE_TOPICS, 6);
    newest.put(ApiKeys.DELETE_TOPICS, 1);
    newest.put(ApiKeys.INIT_PRODUCER_ID, 1);
    newest.put(ApiKeys.DESCRIBE_CONFIGS, 2);
    newest.put(ApiKeys.CREATE_PARTITIONS, 1);
    newest.put(ApiKeys.DELETE_GROUPS, 0);
    return newest;
  }

  /** Whether the endpoint knows this request. */
  boolean knows(ApiKeys api, short version) {
    return newestOf(api).map(newest -> version <= newest).orElse(false);
  }

  private Optional<Integer> newestOf(ApiKeys api) {
    Integer newest = NEWEST.get(api);
    return Optional.ofNullable(
        newest == null && transactions ? NEWEST_OF_TRANSACTIONS.get(api) : newest);
  }

  /** What the endpoint says of its versions, where the broker behind it says this. */
  void cap(ApiVersionsResponseData answer) {
    ApiVersionCollection capped = new ApiVersionCollection();
    for (ApiVersion version : answer.apiKeys()) {
      if (ApiKeys.hasId(version.apiKey())) {
        newestOf(ApiKeys.forId(version.apiKey()))
            .filter(newest -> newest >= version.minVersion())
            .ifPresent(
                newest ->
                    capped.add(
                        new ApiVersion()
                            .setApiKey(version.apiKey())
                            .setMinVersion(version.minVersion())
                            .setMaxVersion((short) Math.min(newest, version.maxVersion()))));
      }
    }
    answer.setApiKeys(capped);
    answer.supportedFeatures().clear();
    answer.finalizedFeatures().clear();
    answer.setFinalizedFeaturesEpoch(-1);
  }

  /** Why the endpoint refuses a request that it knows. */
  Optional<RuntimeException> refusal(AbstractRequest request) {
    if (request instanceof FindCoordinatorRequest find
        && find.data().keyType() == TRANSACTION_COORDINATOR
        && !transactions) {
      return Optional.of(
          new InvalidRequestException("type code 1 is only supported in Premium or Dedicated sku"));
    }
    if (request instanceof InitProducerIdRequest init
        && isTransactional(init.data())
        && !transactions) {
      return Optional.of(new InvalidRequestException("transactions are not supported"));
    }
    return request instanceof ProduceRequest produce && isCompressedWrongly(produce)
        ? Optional.of(new UnsupportedCompressionTypeException("the compression is not supported"))
        : Optional.empty();
  }

  private static boolean isTransactional(InitProducerIdRequestData init) {
    return init.transactionalId() != null;
  }

  private boolean isCompressedWrongly(ProduceRequest produce) {
    return produce.data().topicData().stream()
        .flatMap(topic -> topic.partitionData().stream())
        .filter(partition -> partition.records() instanceof MemoryRecords)
        .anyMatch(partition -> hasWrongBatch((MemoryRecords) partition.records()));
  }

  private boolean hasWrongBatch(MemoryRecords records) {
    for (MutableRecordBatch batch : records.batches()) {
      CompressionType type = batch.compressionType();
      if (type != CompressionType.NONE && !(gzip && type == CompressionType.GZIP)) {
        return true;
      }
    }
    return false;
  }
}
