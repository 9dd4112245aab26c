package io.hubstream.service;

/** A step of a service's start, in the order in which a start usually comes to them. */
public enum StartPhase {
  /** The process is up and knows what it is to do. */
  JVM("jvm", "JVM"),

  /** The settings were read and hold. */
  SETTINGS("settings", "settings"),

  /** TensorFlow's native libraries are loaded. */
  TENSORFLOW("tensorFlow", "TensorFlow"),

  /** Every part is made, the clients of the brokers among them. */
  PARTS("parts", "parts"),

  /** The topics are there and fit together. */
  TOPICS("topics", "topics"),

  /** The model registry was read to its end. */
  REGISTRY("registry", "registry"),

  /** What the registry wants was fetched, loaded and warmed, or refused. */
  MODELS("models", "models"),

  /** The stream has its partitions. */
  STREAM("stream", "stream"),

  /** A first record is taken in. */
  FIRST_RECORD("firstRecord", "first record"),

  /** A first result was forwarded; consumers see it with the next commit. */
  FIRST_RESULT("firstResult", "first result");

  private final String field;
  private final String label;

  StartPhase(String field, String label) {
    this.field = field;
    this.label = label;
  }

  /** Name in JSON. */
  public String field() {
    return field;
  }

  /** Name for people. */
  public String label() {
    return label;
  }
}
