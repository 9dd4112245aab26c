package io.hubstream.serving;

import io.hubstream.content.BadRecordException;
import io.hubstream.content.ModelInput;
import io.hubstream.content.Preprocessing;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Makes the rows of a content item, with the decoders of the stream. Implemented by {@code
 * service}; safe for any thread.
 */
@FunctionalInterface
public interface SampleDecoder {

  /** For managers of models that are never packaged with golden samples. */
  SampleDecoder NONE =
      (item, form) -> {
        throw new IOException("nothing here decodes " + item.mediaType());
      };

  /**
   * @param form what the model wants
   * @return one row for a picture, one for each chunk of a document
   * @throws BadRecordException the item is to blame
   * @throws IOException nothing can be decoded now: retrying may help
   */
  List<ModelInput> decode(Item item, Preprocessing form)
      throws BadRecordException, IOException, InterruptedException;

  /**
   * A content item.
   *
   * @param name file name, a hint for the parser
   * @param mediaType normalised media type
   * @param bytes the file, from position to limit
   */
  record Item(String name, String mediaType, ByteBuffer bytes) {

    /** The file, in a view of its own: whoever reads it moves nobody else's position. */
    @Override
    public ByteBuffer bytes() {
      return bytes.duplicate();
    }
  }
}
