package io.hubstream.decoding;

import io.hubstream.content.BadRecordException;
import io.hubstream.content.FailureKind;
import io.hubstream.content.MediaTypes;
import io.hubstream.content.Stage;
import io.hubstream.decoding.ParserFrames.Reply;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Text out of documents. What is text already (plain text, Markdown, source code, JSON, XML) is
 * decoded in this process and keeps its tags; HTML, PDF, Office, RTF, OpenDocument and EPUB go
 * through Apache Tika in child processes with limits on time and memory. A document that hangs,
 * kills or confuses the parser costs only itself. See docs/adr/0002.
 *
 * <p>Safe for any thread; calls share the child processes and wait for a free one. {@code close}
 * ends all of them, within about two seconds for each; they also end by themselves when this
 * process dies. A call that meets {@code close}, or for which no child can be started, throws
 * {@link ParserUnavailableException}: that is no fault of the record.
 */
public final class TikaTextExtractor implements TextExtractor {

  private static final int LONGEST_NAME = 255;

  private final DocumentLimits limits;
  private final Set<String> furtherTypes;
  private final ParserPool pool;

  /** Starts nothing yet: the first document that needs a child process starts it. */
  public TikaTextExtractor(DocumentLimits limits) {
    this(limits, List.of(), Set.of());
  }

  /**
   * @param furtherParsers class names of Tika parsers to add, with a constructor without arguments
   * @param furtherTypes the media types to give to them
   */
  TikaTextExtractor(DocumentLimits limits, List<String> furtherParsers, Set<String> furtherTypes) {
    this.limits = limits;
    this.furtherTypes = Set.copyOf(furtherTypes);
    this.pool =
        new ParserPool(
            new ParserLaunch(limits.maxCharacters(), limits.heapMegabytes(), furtherParsers),
            limits);
  }

  @Override
  public String extract(String mediaType, ByteBuffer bytes, Optional<String> fileName)
      throws BadRecordException, InterruptedException {
    String type = MediaTypes.normalise(mediaType);
    boolean parsed = MediaTypes.isParsedDocument(type) || furtherTypes.contains(type);
    if (!parsed && !MediaTypes.isPlainText(type)) {
      throw bad(FailureKind.UNSUPPORTED_MEDIA_TYPE, "no text is to be had of " + type);
    }
    if (bytes.remaining() > limits.maxBytes()) {
      throw bad(
          FailureKind.LIMIT_EXCEEDED,
          "a document of %d bytes; the limit is %d"
              .formatted(bytes.remaining(), limits.maxBytes()));
    }
    if (!bytes.hasRemaining()) {
      throw bad(FailureKind.EMPTY_CONTENT, "the document has no bytes");
    }
    String text = parsed ? parsed(type, bytes, fileName) : PlainText.decode(bytes);
    if (text.length() > limits.maxCharacters()) {
      throw tooLong();
    }
    if (text.isBlank()) {
      throw bad(FailureKind.EMPTY_CONTENT, "the document holds no text");
    }
    return text;
  }

  private String parsed(String type, ByteBuffer bytes, Optional<String> fileName)
      throws BadRecordException, InterruptedException {
    Reply reply;
    try {
      reply = pool.parse(type, shortened(fileName.orElse("")), bytes);
    } catch (ParserDiedException e) {
      throw new BadRecordException(
          FailureKind.PARSER_FAILED,
          Stage.DECODE,
          "the parser of " + type + " " + e.getMessage(),
          e);
    }
    return switch (reply.status()) {
      case TEXT -> reply.text();
      case TOO_LONG -> throw tooLong();
      case BOMB ->
          throw bad(FailureKind.LIMIT_EXCEEDED, "the document unpacks to far more than it is");
      case ENCRYPTED -> throw bad(FailureKind.UNDECODABLE, "the document is encrypted");
      case DAMAGED ->
          throw bad(FailureKind.UNDECODABLE, "this is no readable " + type + ": " + reply.text());
      case FAILED, READY ->
          throw bad(
              FailureKind.PARSER_FAILED, "the parser of " + type + " failed: " + reply.text());
    };
  }

  private BadRecordException tooLong() {
    return bad(
        FailureKind.LIMIT_EXCEEDED,
        "the text has more than %d characters".formatted(limits.maxCharacters()));
  }

  private static BadRecordException bad(FailureKind kind, String message) {
    return new BadRecordException(kind, Stage.DECODE, message);
  }

  /** The end of a name, which holds the extension. */
  private static String shortened(String fileName) {
    return fileName.substring(Math.max(0, fileName.length() - LONGEST_NAME));
  }

  /** Process ids of the living parser processes. */
  List<Long> processes() {
    return pool.processes();
  }

  @Override
  public void close() {
    pool.close();
  }
}
