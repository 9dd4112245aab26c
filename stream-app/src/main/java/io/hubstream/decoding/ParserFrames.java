package io.hubstream.decoding;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.StreamCorruptedException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;

/**
 * What parent and parser process say to each other. Every frame begins with a magic number, so that
 * bytes which a library writes to the standard output are noticed; every length is checked before
 * memory is taken for it.
 */
final class ParserFrames {

  private static final int MAGIC = 0x48_53_50_31;

  private ParserFrames() {}

  /** How a document ended. */
  enum Status {
    /** The process can take documents. */
    READY,
    /** The frame holds the text. */
    TEXT,
    /** The text passes the limit. */
    TOO_LONG,
    /** The document unpacks to far more than it is. */
    BOMB,
    /** The document is encrypted. */
    ENCRYPTED,
    /** The parser refuses the document; the frame names the exceptions. */
    DAMAGED,
    /** The parser itself failed; the frame names the errors. */
    FAILED
  }

  /** A document to parse. */
  @SuppressWarnings("ArrayRecordComponent")
  record Request(String mediaType, String fileName, byte[] bytes) {}

  /**
   * What became of it.
   *
   * @param text the text, or names of exceptions, never their messages: those may hold content
   */
  record Reply(Status status, String text) {}

  static void writeRequest(
      DataOutputStream out, String mediaType, String fileName, ByteBuffer bytes)
      throws IOException {
    out.writeInt(MAGIC);
    out.writeUTF(mediaType);
    out.writeUTF(fileName);
    out.writeInt(bytes.remaining());
    WritableByteChannel channel = Channels.newChannel(out);
    ByteBuffer rest = bytes.duplicate();
    while (rest.hasRemaining()) {
      channel.write(rest);
    }
    out.flush();
  }

  static Request readRequest(DataInputStream in) throws IOException {
    requireMagic(in.readInt());
    String mediaType = in.readUTF();
    String fileName = in.readUTF();
    byte[] bytes = new byte[in.readInt()];
    in.readFully(bytes);
    return new Request(mediaType, fileName, bytes);
  }

  /** The status goes by its number: parent and child are of one build. */
  @SuppressWarnings("EnumOrdinal")
  static void writeReply(DataOutputStream out, Reply reply) throws IOException {
    byte[] text = reply.text().getBytes(StandardCharsets.UTF_8);
    out.writeInt(MAGIC);
    out.writeByte(reply.status().ordinal());
    out.writeInt(text.length);
    out.write(text);
    out.flush();
  }

  /**
   * @param maxBytes longest text that is believed
   * @throws StreamCorruptedException for anything that is no frame
   */
  static Reply readReply(DataInputStream in, int maxBytes) throws IOException {
    requireMagic(in.readInt());
    int status = in.readUnsignedByte();
    int length = in.readInt();
    if (status >= Status.values().length || length < 0 || length > maxBytes) {
      throw new StreamCorruptedException("status %d, length %d".formatted(status, length));
    }
    byte[] text = new byte[length];
    in.readFully(text);
    return new Reply(Status.values()[status], new String(text, StandardCharsets.UTF_8));
  }

  private static void requireMagic(int found) throws StreamCorruptedException {
    if (found != MAGIC) {
      throw new StreamCorruptedException("no frame begins with %08x".formatted(found));
    }
  }
}
