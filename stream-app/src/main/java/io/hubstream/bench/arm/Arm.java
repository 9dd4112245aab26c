package io.hubstream.bench.arm;

import java.util.Locale;

/** What can be measured. */
public enum Arm {
  /** Decode and batched inference in a tight loop, without Kafka: what the machine can do. */
  BARE,

  /** The service as it is. */
  PIPELINE,

  /** The same topology with batches of one and one record in flight for each partition. */
  RECORD_AT_A_TIME,

  /** A Kafka Streams application that writes small records as it reads them. */
  PASS_THROUGH,

  /** The service on small records with a model that computes nothing. */
  NULL_MODEL;

  /** As people write it: {@code record-at-a-time}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  @Override
  public String toString() {
    return label();
  }

  /** Whether it is the service that runs, so that its topics can be checked. */
  public boolean isService() {
    return this == PIPELINE || this == RECORD_AT_A_TIME || this == NULL_MODEL;
  }

  /** Whether it works on the small records instead of the content. */
  public boolean isOnSmallRecords() {
    return this == PASS_THROUGH || this == NULL_MODEL;
  }
}
