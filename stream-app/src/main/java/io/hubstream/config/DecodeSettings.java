package io.hubstream.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;
import static org.apache.kafka.common.config.ConfigDef.Range.between;
import static org.apache.kafka.common.config.ConfigDef.Type.BOOLEAN;
import static org.apache.kafka.common.config.ConfigDef.Type.INT;
import static org.apache.kafka.common.config.ConfigDef.Type.LONG;

import java.time.Duration;
import org.apache.kafka.common.config.ConfigDef;

/**
 * How content becomes model input.
 *
 * @param threads of the decode pool, 1 or more
 */
public record DecodeSettings(int threads, Images images, Documents documents) {

  /**
   * @param maxBytes of the file
   * @param maxPixels width times height
   */
  public record Images(long maxBytes, long maxPixels) {}

  /**
   * @param maxBytes of the file
   * @param maxCharacters of its text
   * @param timeout of its parser
   * @param heapMb heap of a parser process, in MiB
   * @param workers parser processes
   * @param maxChunks most chunks of one document
   * @param keepChunks whether results hold each chunk's own result too
   */
  public record Documents(
      long maxBytes,
      int maxCharacters,
      Duration timeout,
      int heapMb,
      int workers,
      int maxChunks,
      boolean keepChunks) {}

  public static final String THREADS = "decode.threads";
  public static final String IMAGE_MAX_BYTES = "image.max.bytes";
  public static final String IMAGE_MAX_PIXELS = "image.max.pixels";
  public static final String DOCUMENT_MAX_BYTES = "document.max.bytes";
  public static final String DOCUMENT_MAX_CHARACTERS = "document.max.characters";
  public static final String DOCUMENT_TIMEOUT_MS = "document.timeout.ms";
  public static final String DOCUMENT_HEAP_MB = "document.heap.mb";
  public static final String DOCUMENT_WORKERS = "document.workers";
  public static final String DOCUMENT_MAX_CHUNKS = "document.max.chunks";
  public static final String DOCUMENT_KEEP_CHUNKS = "document.keep.chunks";

  static final Concern CONCERN = new Concern("Decoding", documents(images(new ConfigDef())));

  private static ConfigDef images(ConfigDef def) {
    return def.define(
            THREADS,
            INT,
            0,
            between(0, 1_024),
            MEDIUM,
            "Threads that fetch and decode; 0 takes one for each core.")
        .define(
            IMAGE_MAX_BYTES,
            LONG,
            33_554_432L,
            between(1, Integer.MAX_VALUE),
            MEDIUM,
            "Largest picture file.")
        .define(
            IMAGE_MAX_PIXELS,
            LONG,
            50_000_000L,
            between(1, 500_000_000),
            MEDIUM,
            "Most pixels of a picture, read from its header before it is decoded.");
  }

  private static ConfigDef documents(ConfigDef def) {
    return def.define(
            DOCUMENT_MAX_BYTES,
            LONG,
            67_108_864L,
            between(1, Integer.MAX_VALUE),
            MEDIUM,
            "Largest document file.")
        .define(
            DOCUMENT_MAX_CHARACTERS,
            INT,
            5_000_000,
            between(1, 100_000_000),
            MEDIUM,
            "Longest text of a document.")
        .define(
            DOCUMENT_TIMEOUT_MS,
            LONG,
            5_000L,
            between(100, 300_000),
            MEDIUM,
            "Time that the parser of a document has before it is stopped.")
        .define(
            DOCUMENT_HEAP_MB,
            INT,
            256,
            between(64, 16_384),
            MEDIUM,
            "Heap of a parser process, in MiB.")
        .define(DOCUMENT_WORKERS, INT, 2, between(1, 64), MEDIUM, "Parser processes.")
        .define(
            DOCUMENT_MAX_CHUNKS,
            INT,
            1_000,
            between(1, 10_000),
            MEDIUM,
            "Most chunks of one document that models are run on.")
        .define(
            DOCUMENT_KEEP_CHUNKS,
            BOOLEAN,
            false,
            null,
            LOW,
            "Whether a result holds what the models made of each chunk too.");
  }

  static DecodeSettings of(Values values) {
    int threads = values.integer(THREADS);
    return new DecodeSettings(
        threads == 0 ? Runtime.getRuntime().availableProcessors() : threads,
        new Images(values.number(IMAGE_MAX_BYTES), values.number(IMAGE_MAX_PIXELS)),
        new Documents(
            values.number(DOCUMENT_MAX_BYTES),
            values.integer(DOCUMENT_MAX_CHARACTERS),
            values.millis(DOCUMENT_TIMEOUT_MS),
            values.integer(DOCUMENT_HEAP_MB),
            values.integer(DOCUMENT_WORKERS),
            values.integer(DOCUMENT_MAX_CHUNKS),
            values.flag(DOCUMENT_KEEP_CHUNKS)));
  }
}
