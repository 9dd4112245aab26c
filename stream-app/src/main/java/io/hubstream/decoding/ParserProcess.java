package io.hubstream.decoding;

import io.hubstream.decoding.ParserFrames.Reply;
import io.hubstream.decoding.ParserFrames.Request;
import io.hubstream.decoding.ParserFrames.Status;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The parser process: reads documents from the standard input, writes their texts to the standard
 * output, one after the other. Everything else that is printed goes to the standard error.
 *
 * <p>Owner: {@link ParserWorker}. The main thread reads and another one parses, so that the end of
 * the input, and with it the parent's death, is seen while a document hangs: the process then ends
 * at once. Arguments: longest text in UTF-16 units, then class names of further Tika parsers.
 */
public final class ParserProcess {

  /** The exit code of {@code -XX:+ExitOnOutOfMemoryError}. */
  static final int OUT_OF_MEMORY = 3;

  private static final int PROTOCOL_BROKEN = 70;

  /** Deeply nested documents need more than the usual stack. */
  private static final long STACK_BYTES = 16L << 20;

  private final BlockingQueue<Request> requests = new LinkedBlockingQueue<>(1);
  private final DocumentParser parser;
  private final DataOutputStream out;

  private ParserProcess(DocumentParser parser, DataOutputStream out) {
    this.parser = parser;
    this.out = out;
  }

  /** Started by {@link ParserWorker} only. */
  public static void main(String[] args) throws ReflectiveOperationException, IOException {
    DataInputStream in = new DataInputStream(new BufferedInputStream(System.in));
    DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out)));
    System.setIn(InputStream.nullInputStream());
    System.setOut(System.err);
    DocumentParser parser = DocumentParser.fromArguments(args);
    new ParserProcess(parser, out).serve(in);
  }

  private void serve(DataInputStream in) {
    Thread parsing = new Thread(null, this::parseAll, "parser", STACK_BYTES);
    parsing.setDaemon(true);
    parsing.start();
    try {
      while (true) {
        requests.put(ParserFrames.readRequest(in));
      }
    } catch (EOFException e) {
      halt(0);
    } catch (IOException | InterruptedException e) {
      halt(PROTOCOL_BROKEN);
    }
  }

  private void parseAll() {
    try {
      ParserFrames.writeReply(out, new Reply(Status.READY, ""));
      while (true) {
        Reply reply = parser.parse(requests.take());
        ParserFrames.writeReply(out, reply);
      }
    } catch (OutOfMemoryError e) {
      halt(OUT_OF_MEMORY);
    } catch (IOException | InterruptedException e) {
      halt(PROTOCOL_BROKEN);
    }
  }

  /** Without shutdown hooks: a document may have registered some. */
  private static void halt(int status) {
    Runtime.getRuntime().halt(status);
  }
}
