package io.hubstream.tests;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.ProduceRequest;
import org.apache.kafka.common.requests.ProduceResponse;
import org.apache.kafka.common.requests.RequestHeader;

/**
 * Speaks the produce request itself, because Kafka's producer refuses to send what other clients
 * may send: a record without a timestamp, which a consumer sees as -1.
 */
final class RawProduce {
  /** The last version that names topics by name. */
  private static final short VERSION = 12;

  private static final int TIMEOUT_MS = 30_000;

  private RawProduce() {}

  /** Appends one record without a timestamp to partition 0. */
  static void withoutTimestamp(String bootstrapServer, String topic, byte[] key, byte[] value)
      throws IOException {
    RequestHeader header = new RequestHeader(ApiKeys.PRODUCE, VERSION, "raw", 1);
    ByteBuffer request = request(topic, key, value).serializeWithHeader(header);
    String[] address = bootstrapServer.split(":");
    try (Socket socket = new Socket(address[0], Integer.parseInt(address[1]))) {
      socket.setSoTimeout(TIMEOUT_MS);
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      out.writeInt(request.remaining());
      out.write(request.array(), request.arrayOffset() + request.position(), request.remaining());
      out.flush();
      DataInputStream in = new DataInputStream(socket.getInputStream());
      ByteBuffer response = ByteBuffer.wrap(in.readNBytes(in.readInt()));
      requireAppended((ProduceResponse) AbstractResponse.parseResponse(response, header));
    }
  }

  private static ProduceRequest request(String topic, byte[] key, byte[] value) {
    var partition =
        new ProduceRequestData.PartitionProduceData()
            .setIndex(0)
            .setRecords(
                MemoryRecords.withRecords(Compression.NONE, new SimpleRecord(-1L, key, value)));
    var topics = new ProduceRequestData.TopicProduceDataCollection();
    topics.add(
        new ProduceRequestData.TopicProduceData()
            .setName(topic)
            .setPartitionData(List.of(partition)));
    return new ProduceRequest(
        new ProduceRequestData().setAcks((short) -1).setTimeoutMs(TIMEOUT_MS).setTopicData(topics),
        VERSION);
  }

  private static void requireAppended(ProduceResponse response) {
    for (ProduceResponseData.TopicProduceResponse topic : response.data().responses()) {
      for (ProduceResponseData.PartitionProduceResponse partition : topic.partitionResponses()) {
        if (partition.errorCode() != 0) {
          throw new AssertionError("the broker refused it: " + partition);
        }
      }
    }
  }
}
