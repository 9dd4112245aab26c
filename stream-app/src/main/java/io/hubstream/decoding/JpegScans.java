package io.hubstream.decoding;

/**
 * Counts the scans of a JPEG. A progressive one may have any number, each of which costs a pass
 * over the whole picture and hardly a byte of the file: without a limit a small file could keep a
 * decoder busy for hours.
 */
final class JpegScans {
  private static final int RST0 = 0xD0;
  private static final int RST7 = 0xD7;
  private static final int EOI = 0xD9;
  private static final int SOS = 0xDA;
  private static final int START = 2;

  private JpegScans() {}

  /** Scans up to the end of the picture, or of the file. */
  static int count(byte[] file) {
    int scans = 0;
    int at = START;
    while (at + 1 < file.length) {
      int marker = (file[at] & 0xFF) == 0xFF ? file[at + 1] & 0xFF : 0;
      if (marker == EOI) {
        return scans;
      }
      boolean segment = marker != 0 && marker != 0xFF && !(marker >= RST0 && marker <= RST7);
      scans += marker == SOS ? 1 : 0;
      at += segment ? 2 + length(file, at + 2) : 1;
    }
    return scans;
  }

  private static int length(byte[] file, int at) {
    return at + 1 < file.length ? ((file[at] & 0xFF) << 8) | (file[at + 1] & 0xFF) : 0;
  }
}
