package io.hubstream.decoding;

import io.hubstream.content.BadRecordException;
import io.hubstream.content.ImagePreprocessing;
import io.hubstream.content.ModelInput.ImageTensor;
import java.nio.ByteBuffer;
import java.util.List;

/** Decodes a picture once, for every tensor form that is wanted of it. Safe for any thread. */
public interface ImageDecoder {

  /**
   * @param mediaType normalised media type, for messages; the bytes decide
   * @param bytes the file, from position to limit
   * @param wanted distinct forms
   * @return one tensor for each wanted form, in order
   * @throws BadRecordException UNDECODABLE, LIMIT_EXCEEDED (before pixels are decoded) or
   *     UNSUPPORTED_MEDIA_TYPE
   */
  List<ImageTensor> decode(String mediaType, ByteBuffer bytes, List<ImagePreprocessing> wanted)
      throws BadRecordException;
}
