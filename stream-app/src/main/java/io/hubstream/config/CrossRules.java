package io.hubstream.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Rules that hold between settings. A rule is left out while a setting that it needs is wrong. */
final class CrossRules {
  static final String MAX_POLL_INTERVAL = "max.poll.interval.ms";
  private static final long DEFAULT_MAX_POLL_INTERVAL_MS = 300_000;
  private static final int DEFAULT_MAX_REQUEST_SIZE = 1_048_576;

  private final Values values;
  private final Map<String, String> settings;
  private final List<ConfigProblem> problems = new ArrayList<>();

  private CrossRules(Values values, Map<String, String> settings) {
    this.values = values;
    this.settings = settings;
  }

  static List<ConfigProblem> check(Values values, Map<String, String> settings) {
    CrossRules rules = new CrossRules(values, settings);
    rules.topics();
    rules.wireFormats();
    rules.waits(StreamSettings.DRAIN_TIMEOUT_MS);
    rules.waits(StreamSettings.REGISTRY_CATCHUP_TIMEOUT_MS);
    rules.stageLimits();
    rules.privateHosts();
    rules.commitInterval();
    rules.batchSizes();
    rules.window();
    rules.resultSize();
    rules.routes();
    rules.operations();
    rules.environmentLock();
    return rules.problems;
  }

  private void topics() {
    Map<String, String> seen = new HashMap<>();
    for (String key : TopicNames.KEYS) {
      require(
          key,
          List.of(key),
          () -> {
            String other = seen.putIfAbsent(values.text(key), key);
            return other == null ? Optional.empty() : Optional.of("is the same as " + other);
          });
    }
  }

  /** A format with a registry needs that registry's place, and a stream thread may wait for it. */
  private void wireFormats() {
    List<String> needed = new ArrayList<>(WireSettings.OF_TOPICS);
    needed.add(WireSettings.FORMAT);
    if (!values.has(needed)) {
      return;
    }
    Map<String, String> users = new HashMap<>();
    WireSettings.OF_TOPICS.forEach(key -> users.put(WireSettings.format(values, key), key));
    requirePlace(users.get(WireSettings.CONFLUENT), WireSettings.CONFLUENT_URL);
    registryAddress();
    requirePlace(users.get(WireSettings.AZURE), WireSettings.AZURE_NAMESPACE);
    requirePlace(users.get(WireSettings.AZURE), WireSettings.AZURE_GROUP);
    if (!WireSettings.format(values, WireSettings.CONTENT).equals(WireSettings.SINGLE_OBJECT)) {
      waits(WireSettings.TIMEOUT_MS);
    }
  }

  /** Without the address, which may hold a password. */
  private void registryAddress() {
    String key = WireSettings.CONFLUENT_URL;
    if (values.has(List.of(key)) && !values.text(key).matches(WireSettings.REGISTRY_ADDRESS)) {
      problems.add(
          ConfigProblem.of(
              key,
              null,
              "must be an address with http or https, without user and query; credentials belong"
                  + " into "
                  + WireSettings.CONFLUENT_BASIC_AUTH));
    }
  }

  private void requirePlace(@Nullable String user, String place) {
    if (user != null) {
      require(
          place,
          List.of(place),
          () ->
              values.text(place).isBlank()
                  ? Optional.of(
                      "must be set: %s is %s".formatted(user, WireSettings.format(values, user)))
                  : Optional.empty());
    }
  }

  /**
   * Half of the transaction timeout or of the poll interval is what all waiting of a stream thread
   * must fit into.
   */
  private void waits(String key) {
    String guarantee = StreamSettings.PROCESSING_GUARANTEE;
    String transaction = StreamSettings.TRANSACTION_TIMEOUT_MS;
    require(
        key,
        List.of(key, guarantee, transaction),
        () -> {
          boolean transactions =
              !values.text(guarantee).equals(StreamSettings.Guarantee.AT_LEAST_ONCE.setting());
          long half = values.number(transaction) / 2;
          return transactions && values.number(key) >= half
              ? Optional.of("must be below half of %s, which is %d".formatted(transaction, half))
              : Optional.empty();
        });
    require(
        key,
        List.of(key),
        () -> {
          long half = maxPollIntervalMs() / 2;
          return values.number(key) >= half
              ? Optional.of(
                  "must be below half of kafka.consumer.%s, which is %d"
                      .formatted(MAX_POLL_INTERVAL, half))
              : Optional.empty();
        });
  }

  private void stageLimits() {
    String drain = StreamSettings.DRAIN_TIMEOUT_MS;
    List<String> stages = stages();
    List<String> needed = new ArrayList<>(stages);
    needed.add(drain);
    require(
        drain,
        needed,
        () -> {
          long together = stages.stream().mapToLong(values::number).sum();
          return together > values.number(drain)
              ? Optional.of(
                  "must be at least %d, which is what one record may take: %s together"
                      .formatted(together, String.join(" + ", stages)))
              : Optional.empty();
        });
  }

  /** Those that one record may wait in, one after the other. */
  private List<String> stages() {
    List<String> stages = new ArrayList<>();
    if (namesAny(PayloadSettings.BLOB_ROOTS) || namesAny(PayloadSettings.HTTPS_HOSTS)) {
      stages.add(PayloadSettings.TIMEOUT_MS);
    }
    stages.add(DecodeSettings.DOCUMENT_TIMEOUT_MS);
    stages.add(BatchSettings.TIMEOUT_MS);
    stages.add(InferenceSettings.TIMEOUT_MS);
    return stages;
  }

  private boolean namesAny(String key) {
    return values.has(List.of(key)) && !values.list(key).isEmpty();
  }

  private void privateHosts() {
    String hosts = PayloadSettings.HTTPS_HOSTS;
    String privates = PayloadSettings.PRIVATE_HOSTS;
    require(
        privates,
        List.of(hosts, privates),
        () -> {
          List<String> strangers =
              values.list(privates).stream()
                  .filter(host -> values.list(hosts).stream().noneMatch(host::equalsIgnoreCase))
                  .toList();
          return strangers.isEmpty()
              ? Optional.empty()
              : Optional.of("names %s, which %s does not".formatted(strangers, hosts));
        });
  }

  private void commitInterval() {
    String commit = StreamSettings.COMMIT_INTERVAL_MS;
    String transaction = StreamSettings.TRANSACTION_TIMEOUT_MS;
    require(
        commit,
        List.of(commit, transaction),
        () ->
            values.number(commit) >= values.number(transaction) / 2
                ? Optional.of(
                    "must be below half of %s, which is %d"
                        .formatted(transaction, values.number(transaction) / 2))
                : Optional.empty());
  }

  private void batchSizes() {
    require(
        BatchSettings.ALLOWED_SIZES,
        List.of(BatchSettings.ALLOWED_SIZES, BatchSettings.MAX_SIZE),
        () -> {
          List<Integer> sizes = BatchSettings.sizes(values);
          int maxSize = values.integer(BatchSettings.MAX_SIZE);
          boolean ascending = sizes.stream().sorted().distinct().toList().equals(sizes);
          boolean complete = sizes.isEmpty() || sizes.get(sizes.size() - 1) == maxSize;
          return ascending && complete
              ? Optional.empty()
              : Optional.of(
                  "must ascend and end with %s, which is %d"
                      .formatted(BatchSettings.MAX_SIZE, maxSize));
        });
  }

  private void window() {
    require(
        WindowSettings.MAX_RECORDS,
        List.of(WindowSettings.MAX_RECORDS, BatchSettings.MAX_SIZE),
        () ->
            values.integer(WindowSettings.MAX_RECORDS) < values.integer(BatchSettings.MAX_SIZE)
                ? Optional.of(
                    "must be at least %s, which is %d: a batch could never be full"
                        .formatted(BatchSettings.MAX_SIZE, values.integer(BatchSettings.MAX_SIZE)))
                : Optional.empty());
  }

  private void resultSize() {
    require(
        ResultSettings.MAX_BYTES,
        List.of(ResultSettings.MAX_BYTES),
        () -> {
          long limit = override("max.request.size", maxRequestSize(), "producer.");
          return values.integer(ResultSettings.MAX_BYTES) > limit
              ? Optional.of("must be at most kafka.producer.max.request.size, which is " + limit)
              : Optional.empty();
        });
  }

  private void routes() {
    if (!values.has(List.of(RouteSettings.ROUTES))) {
      return;
    }
    for (String route : values.list(RouteSettings.ROUTES)) {
      String models = RouteSettings.key(route, RouteSettings.MODELS);
      String required = RouteSettings.key(route, RouteSettings.REQUIRED);
      require(
          required,
          List.of(models, required),
          () -> {
            List<String> all = values.list(models);
            List<String> strangers =
                values.list(required).stream()
                    .filter(model -> !model.equals("*") && !all.contains(model))
                    .toList();
            return strangers.isEmpty() || all.contains("*")
                ? Optional.empty()
                : Optional.of("names %s, which %s does not".formatted(strangers, models));
          });
    }
  }

  private void operations() {
    String allow = ModelOpSettings.ALLOW;
    String deny = ModelOpSettings.DENY;
    require(
        allow,
        List.of(allow, deny),
        () -> {
          List<String> both =
              values.list(allow).stream().filter(values.list(deny)::contains).toList();
          return both.isEmpty()
              ? Optional.empty()
              : Optional.of("names %s, and so does %s: decide".formatted(both, deny));
        });
  }

  private void environmentLock() {
    String lock = EnvironmentLockSettings.LOCK;
    String enforce = EnvironmentLockSettings.ENFORCE;
    require(
        enforce,
        List.of(lock, enforce),
        () ->
            values.text(enforce).equals("true") && values.text(lock).isEmpty()
                ? Optional.of(
                    "needs %s: `hubstream env lock --out FILE` writes one".formatted(lock))
                : Optional.empty());
  }

  private long maxRequestSize() {
    return values.has(List.of(KafkaSettings.PROFILE))
            && BrokerProfile.of(values.text(KafkaSettings.PROFILE)).isEventHubs()
        ? BrokerProfile.MAX_REQUEST_SIZE
        : DEFAULT_MAX_REQUEST_SIZE;
  }

  private long maxPollIntervalMs() {
    return override(MAX_POLL_INTERVAL, DEFAULT_MAX_POLL_INTERVAL_MS, "consumer.");
  }

  private long override(String name, long otherwise, String client) {
    List<String> places =
        List.of(
            ClientOverrides.STREAMS + "main." + client,
            ClientOverrides.STREAMS + client,
            ClientOverrides.STREAMS,
            ClientOverrides.PREFIX + client,
            ClientOverrides.PREFIX);
    for (String place : places) {
      String value = settings.get(place + name);
      if (value != null && value.matches("\\d{1,18}")) {
        return Long.parseLong(value);
      }
    }
    return otherwise;
  }

  private void require(String key, List<String> needed, Supplier<Optional<String>> rule) {
    if (values.has(needed)) {
      rule.get()
          .ifPresent(text -> problems.add(ConfigProblem.of(key, shown(values.get(key)), text)));
    }
  }

  private static String shown(Object value) {
    return value instanceof List<?> list
        ? String.join(",", list.stream().map(Object::toString).toList())
        : value.toString();
  }
}
