package io.hubstream.decoding;

import io.hubstream.content.BadRecordException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Gets the text out of a document. Safe for any thread; may block up to the parser's time limit.
 */
public interface TextExtractor extends AutoCloseable {

  /**
   * @param mediaType normalised media type
   * @param bytes the file, from position to limit
   * @param fileName a hint for the parser, where there is one
   * @return its text, never blank
   * @throws BadRecordException UNDECODABLE, LIMIT_EXCEEDED, PARSER_FAILED, EMPTY_CONTENT or
   *     UNSUPPORTED_MEDIA_TYPE
   */
  String extract(String mediaType, ByteBuffer bytes, Optional<String> fileName)
      throws BadRecordException, InterruptedException;

  @Override
  void close();
}
