package io.hubstream.topology;

import io.hubstream.content.DocumentChunk;
import io.hubstream.content.ModelInput;
import java.util.List;

/**
 * A record's payload, decoded once for each distinct preprocessing that its models want.
 *
 * @param sha256 of the payload, 64 lower-case hexadecimal digits
 * @param rows model inputs of each model: one for a picture, one for each chunk of a document
 */
record DecodedContent(String sha256, List<Rows> rows, long payloadMicros, long decodeMicros) {

  /**
   * @param chunks the rows' ranges, empty for a picture
   */
  record Rows(List<? extends ModelInput> inputs, List<DocumentChunk> chunks) {}
}
