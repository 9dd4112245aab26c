package io.hubstream.serving.tensorflow;

import io.hubstream.serving.ModelRefusedException;

/** Which pictures a model may want: a batch of them must fit into memory. */
final class PictureSize {
  private static final long MOST_PIXELS = 4096L * 4096L;

  private PictureSize() {}

  /** Whether pictures of this size are made. */
  static boolean isServed(long height, long width) {
    return height > 0 && width > 0 && height <= MOST_PIXELS / width;
  }

  /** Why they are not. */
  static String refusal(long height, long width) {
    return "pictures of %,d x %,d are not served: each side is at least 1, and both together give at most %,d pixels"
        .formatted(height, width, MOST_PIXELS);
  }

  static void require(long height, long width) throws ModelRefusedException {
    if (!isServed(height, width)) {
      throw new ModelRefusedException(refusal(height, width));
    }
  }
}
