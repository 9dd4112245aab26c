package io.hubstream.testing;

import io.vertx.proton.ProtonConnection;
import io.vertx.proton.ProtonReceiver;
import io.vertx.proton.ProtonSender;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.qpid.proton.amqp.Binary;
import org.apache.qpid.proton.amqp.DescribedType;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.UnsignedLong;
import org.apache.qpid.proton.amqp.messaging.AmqpValue;
import org.apache.qpid.proton.amqp.messaging.ApplicationProperties;
import org.apache.qpid.proton.amqp.messaging.Data;
import org.apache.qpid.proton.amqp.messaging.MessageAnnotations;
import org.apache.qpid.proton.amqp.messaging.Source;
import org.apache.qpid.proton.amqp.transport.ErrorCondition;
import org.apache.qpid.proton.message.Message;

/** One client's connection to an {@link EventHubPeer}; all of it on the peer's event loop. */
@SuppressWarnings("JavaUtilDate") // What AMQP's library takes for a time.
final class PeerConnection {
  private static final String MANAGEMENT = "$management";
  private static final String TOKENS = "$cbs";
  private static final int OK = 200;
  private static final int ACCEPTED = 202;
  private static final int UNAUTHORIZED = 401;
  private static final int NOT_FOUND = 404;
  private static final UnsignedLong MAX_MESSAGE = UnsignedLong.valueOf(1_048_576);
  private static final Pattern RECEIVER = Pattern.compile(".*/Partitions/(\\d+)");
  private static final Pattern FILTER =
      Pattern.compile("amqp\\.annotation\\.x-opt-([a-z-]+) (>=?) '([^']*)'");

  private final EventHubPeer peer;
  private final ProtonConnection connection;
  private final Map<String, ProtonSender> replies = new HashMap<>();
  private final List<Receiver> receivers = new ArrayList<>();

  /** A link that gives out events. */
  static final class Receiver {
    private final ProtonSender link;
    private final String address;
    private final int partition;
    private int next;

    Receiver(ProtonSender link, String address, int partition, int next) {
      this.link = link;
      this.address = address;
      this.partition = partition;
      this.next = next;
    }
  }

  PeerConnection(EventHubPeer peer, ProtonConnection connection) {
    this.peer = peer;
    this.connection = connection;
  }

  void open() {
    connection.setContainer("event-hub");
    connection.openHandler(opened -> connection.open());
    connection.sessionOpenHandler(
        session -> {
          session.closeHandler(closed -> session.close());
          session.open();
        });
    connection.receiverOpenHandler(this::takeIn);
    connection.senderOpenHandler(this::giveOut);
    connection.closeHandler(
        closed -> {
          connection.close();
          peer.gone(this);
        });
    connection.disconnectHandler(gone -> peer.gone(this));
  }

  int receivers() {
    return receivers.size();
  }

  void disconnect() {
    receivers.clear();
    peer.gone(this);
    connection.disconnect();
  }

  void detachReceivers(String condition) {
    for (Receiver receiver : List.copyOf(receivers)) {
      detach(receiver, condition);
    }
  }

  void detachOlder(Receiver newer) {
    for (Receiver receiver : List.copyOf(receivers)) {
      if (receiver != newer && receiver.address.equals(newer.address)) {
        detach(receiver, "amqp:link:stolen");
      }
    }
  }

  private void detach(Receiver receiver, String condition) {
    receivers.remove(receiver);
    receiver.link.setCondition(new ErrorCondition(Symbol.valueOf(condition), "by the test"));
    receiver.link.close();
  }

  /** A link on which the client sends. */
  private void takeIn(ProtonReceiver link) {
    String address = link.getRemoteTarget().getAddress();
    link.setSource(link.getRemoteSource());
    link.setTarget(link.getRemoteTarget());
    link.setMaxMessageSize(MAX_MESSAGE);
    link.closeHandler(closed -> link.close());
    link.handler(
        (delivery, message) -> {
          if (MANAGEMENT.equals(address)) {
            manage(message);
          } else if (TOKENS.equals(address)) {
            answer(TOKENS, message, offered(message) ? ACCEPTED : UNAUTHORIZED, null);
          } else {
            takeIn(address, message);
          }
        });
    link.open();
  }

  private void manage(Message message) {
    if (!peer.hub().equals(properties(message).get("name"))) {
      answer(MANAGEMENT, message, NOT_FOUND, null);
    } else if (peer.refuses()) {
      answer(MANAGEMENT, message, UNAUTHORIZED, null);
    } else {
      answer(MANAGEMENT, message, OK, description(message));
    }
  }

  private void takeIn(String address, Message message) {
    byte[] body = ((Data) message.getBody()).getValue().getArray();
    Map<String, Object> properties = properties(message);
    Matcher partition = RECEIVER.matcher(address);
    if (partition.matches()) {
      peer.append(Integer.parseInt(partition.group(1)), body, properties);
    } else {
      peer.append(body, properties);
    }
  }

  private boolean offered(Message message) {
    Map<String, Object> properties = properties(message);
    return peer.offered(
        new EventHubPeer.Token(
            String.valueOf(properties.get("type")),
            String.valueOf(properties.get("name")),
            String.valueOf(((AmqpValue) message.getBody()).getValue())));
  }

  private static Map<String, Object> properties(Message message) {
    ApplicationProperties properties = message.getApplicationProperties();
    return properties == null ? Map.of() : properties.getValue();
  }

  private void answer(String node, Message request, int status, Object body) {
    Message reply = Message.Factory.create();
    reply.setCorrelationId(request.getMessageId());
    reply.setApplicationProperties(
        new ApplicationProperties(
            Map.of(
                "status-code",
                status,
                "status-description",
                status < UNAUTHORIZED ? "OK" : "refused by the test")));
    reply.setBody(new AmqpValue(body));
    replies.get(node).send(reply);
  }

  private Map<String, Object> description(Message request) {
    Map<String, Object> asked = properties(request);
    Map<String, Object> answer = new HashMap<>();
    answer.put("name", peer.hub());
    Object partition = asked.get("partition");
    if (partition == null) {
      answer.put("created_at", new Date());
      answer.put(
          "partition_ids",
          IntStream.range(0, peer.partitionCount())
              .mapToObj(Integer::toString)
              .toArray(String[]::new));
      return answer;
    }
    long last = peer.events(Integer.parseInt(partition.toString())).size() - 1L;
    answer.put("partition", partition);
    answer.put("begin_sequence_number", 0L);
    answer.put("last_enqueued_sequence_number", last);
    answer.put("last_enqueued_offset", Long.toString(last));
    answer.put("last_enqueued_time_utc", new Date());
    answer.put("is_partition_empty", last < 0);
    return answer;
  }

  /** A link on which the client receives. */
  private void giveOut(ProtonSender link) {
    Source source = (Source) link.getRemoteSource();
    String address = source.getAddress();
    link.setSource(source);
    link.setTarget(link.getRemoteTarget());
    link.setAutoSettle(true);
    Matcher partition = RECEIVER.matcher(address);
    if (!partition.matches()) {
      replies.put(address, link);
      link.closeHandler(closed -> link.close());
      link.open();
      return;
    }
    int number = Integer.parseInt(partition.group(1));
    Receiver receiver = new Receiver(link, address, number, first(source, number));
    link.closeHandler(
        closed -> {
          receivers.remove(receiver);
          link.close();
        });
    link.sendQueueDrainHandler(ready -> pump(receiver));
    receivers.add(receiver);
    link.open();
    peer.stolen(receiver);
  }

  /** Where the client wants to begin, by its filter. */
  private int first(Source source, int partition) {
    Object filter =
        source.getFilter() == null
            ? null
            : source.getFilter().get(Symbol.valueOf("apache.org:selector-filter:string"));
    if (!(filter instanceof DescribedType described)) {
      throw new IllegalStateException("no filter: " + source);
    }
    Matcher matcher = FILTER.matcher(String.valueOf(described.getDescribed()));
    if (!matcher.matches()) {
      throw new IllegalStateException("a filter of another form: " + described.getDescribed());
    }
    String value = matcher.group(3);
    if (value.equals("@latest")) {
      return peer.events(partition).size();
    }
    if (matcher.group(1).equals("enqueued-time")) {
      throw new IllegalStateException("a time was not expected: " + described.getDescribed());
    }
    // Offset and sequence number are the same here.
    int at = Integer.parseInt(value);
    return matcher.group(2).equals(">=") ? at : at + 1;
  }

  void pump(int partition) {
    for (Receiver receiver : List.copyOf(receivers)) {
      if (receiver.partition == partition) {
        pump(receiver);
      }
    }
  }

  private void pump(Receiver receiver) {
    List<EventHubPeer.Event> events = peer.events(receiver.partition);
    while (receiver.link.isOpen()
        && !receiver.link.sendQueueFull()
        && receiver.next < events.size()) {
      receiver.link.send(message(events.get(receiver.next), receiver.next));
      receiver.next++;
    }
  }

  private static Message message(EventHubPeer.Event event, long sequence) {
    Message message = Message.Factory.create();
    Map<Symbol, Object> annotations = new HashMap<>();
    annotations.put(Symbol.valueOf("x-opt-sequence-number"), sequence);
    annotations.put(Symbol.valueOf("x-opt-offset"), Long.toString(sequence));
    annotations.put(Symbol.valueOf("x-opt-enqueued-time"), event.enqueued());
    message.setMessageAnnotations(new MessageAnnotations(annotations));
    if (!event.properties().isEmpty()) {
      message.setApplicationProperties(new ApplicationProperties(event.properties()));
    }
    message.setBody(new Data(new Binary(event.body())));
    return message;
  }
}
