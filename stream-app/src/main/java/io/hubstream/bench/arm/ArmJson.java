package io.hubstream.bench.arm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

/** What parent and child say to each other, as JSON on one line. */
public final class ArmJson {
  /** The parent's word to begin the window. */
  public static final String MEASURE = "measure";

  /** The parent's word to end it before its time. */
  public static final String STOP = "stop";

  /** The parent's question how far the work has come; it may be asked within a window too. */
  public static final String COUNT = "count";

  /** The parent's word to finish. */
  public static final String END = "end";

  private static final ObjectMapper JSON = new ObjectMapper();

  private ArmJson() {}

  public static String write(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot be written: " + value.getClass(), e);
    }
  }

  /**
   * @throws IllegalArgumentException it is something else
   */
  public static <T> T read(String line, Class<T> type) {
    try {
      return JSON.readValue(line, type);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("no " + type.getSimpleName() + ": " + line, e);
    }
  }
}
