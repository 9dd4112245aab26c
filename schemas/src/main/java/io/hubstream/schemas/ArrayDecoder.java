package io.hubstream.schemas;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.util.Utf8;
import org.jspecify.annotations.Nullable;

/**
 * Avro's binary decoder over an array, except that {@code bytes} come out as views of the array and
 * strings are made from it directly. A length that runs past the array is refused before anything
 * is allocated.
 *
 * <p>Owner: the thread that decodes one record; it is made anew for each, since one that was kept
 * would hold on to the last record. Nothing to close.
 */
final class ArrayDecoder extends Decoder {

  private final byte[] array;
  private final BinaryDecoder decoder;

  /** Reads {@code array} from {@code offset} to its end; the array must not change afterwards. */
  ArrayDecoder(byte[] array, int offset) {
    this.array = array;
    this.decoder = DecoderFactory.get().binaryDecoder(array, offset, array.length - offset, null);
  }

  /** Reads a length and skips as many bytes; returns the view of them. */
  private ByteBuffer next() throws IOException {
    long length = decoder.readLong();
    int remaining = decoder.remainingBytes();
    if (length < 0) {
      throw new AvroRuntimeException("length " + length + " is negative");
    }
    if (length > remaining) {
      throw new EOFException("length " + length + " where " + remaining + " bytes remain");
    }
    decoder.skipFixed((int) length);
    return ByteBuffer.wrap(array, array.length - remaining, (int) length);
  }

  @Override
  public ByteBuffer readBytes(@Nullable ByteBuffer old) throws IOException {
    return next().slice();
  }

  @Override
  public String readString() throws IOException {
    ByteBuffer bytes = next();
    return new String(array, bytes.position(), bytes.remaining(), StandardCharsets.UTF_8);
  }

  @Override
  public int remainingBytes() {
    return decoder.remainingBytes();
  }

  @Override
  public Utf8 readString(@Nullable Utf8 old) throws IOException {
    return decoder.readString(old);
  }

  @Override
  public void readNull() throws IOException {
    decoder.readNull();
  }

  @Override
  public boolean readBoolean() throws IOException {
    return decoder.readBoolean();
  }

  @Override
  public int readInt() throws IOException {
    return decoder.readInt();
  }

  @Override
  public long readLong() throws IOException {
    return decoder.readLong();
  }

  @Override
  public float readFloat() throws IOException {
    return decoder.readFloat();
  }

  @Override
  public double readDouble() throws IOException {
    return decoder.readDouble();
  }

  @Override
  public void skipString() throws IOException {
    next();
  }

  @Override
  public void skipBytes() throws IOException {
    next();
  }

  @Override
  public void readFixed(byte[] bytes, int start, int length) throws IOException {
    decoder.readFixed(bytes, start, length);
  }

  @Override
  public void skipFixed(int length) throws IOException {
    decoder.skipFixed(length);
  }

  @Override
  public int readEnum() throws IOException {
    return decoder.readEnum();
  }

  @Override
  public long readArrayStart() throws IOException {
    return decoder.readArrayStart();
  }

  @Override
  public long arrayNext() throws IOException {
    return decoder.arrayNext();
  }

  @Override
  public long skipArray() throws IOException {
    return decoder.skipArray();
  }

  @Override
  public long readMapStart() throws IOException {
    return decoder.readMapStart();
  }

  @Override
  public long mapNext() throws IOException {
    return decoder.mapNext();
  }

  @Override
  public long skipMap() throws IOException {
    return decoder.skipMap();
  }

  @Override
  public int readIndex() throws IOException {
    return decoder.readIndex();
  }
}
