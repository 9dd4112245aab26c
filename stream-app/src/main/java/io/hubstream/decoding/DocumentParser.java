package io.hubstream.decoding;

import io.hubstream.content.MediaTypes;
import io.hubstream.decoding.ParserFrames.Reply;
import io.hubstream.decoding.ParserFrames.Request;
import io.hubstream.decoding.ParserFrames.Status;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.tika.detect.DefaultDetector;
import org.apache.tika.detect.Detector;
import org.apache.tika.exception.EncryptedDocumentException;
import org.apache.tika.exception.TikaException;
import org.apache.tika.extractor.EmbeddedDocumentExtractor;
import org.apache.tika.io.TikaInputStream;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.metadata.TikaCoreProperties;
import org.apache.tika.parser.AutoDetectParser;
import org.apache.tika.parser.ParseContext;
import org.apache.tika.parser.Parser;
import org.apache.tika.parser.epub.EpubParser;
import org.apache.tika.parser.html.JSoupParser;
import org.apache.tika.parser.microsoft.OfficeParser;
import org.apache.tika.parser.microsoft.OfficeParserConfig;
import org.apache.tika.parser.microsoft.OldExcelParser;
import org.apache.tika.parser.microsoft.ooxml.OOXMLParser;
import org.apache.tika.parser.microsoft.rtf.RTFParser;
import org.apache.tika.parser.odf.OpenDocumentParser;
import org.apache.tika.parser.pdf.PDFParser;
import org.apache.tika.parser.pdf.PDFParserConfig;
import org.apache.tika.sax.BodyContentHandler;
import org.xml.sax.SAXException;

/**
 * Apache Tika as the parser process uses it: the parsers named here and no others, so that nothing
 * starts a program, recognises characters in pictures or unpacks archives. Tika's guards against
 * external entities and zip bombs stay on.
 *
 * <p>Used by one thread.
 */
final class DocumentParser {

  private final int maxCharacters;
  private final Detector detector = new DefaultDetector();
  private final Parser parser;

  DocumentParser(int maxCharacters, List<Parser> furtherParsers) {
    this.maxCharacters = maxCharacters;
    List<Parser> parsers =
        new ArrayList<>(
            List.of(
                new JSoupParser(),
                new PDFParser(),
                new OfficeParser(),
                new OldExcelParser(),
                new OOXMLParser(),
                new RTFParser(),
                new OpenDocumentParser(),
                new EpubParser()));
    parsers.addAll(furtherParsers);
    this.parser = new AutoDetectParser(detector, parsers.toArray(new Parser[0]));
  }

  /** From the command line of {@link ParserProcess}. */
  static DocumentParser fromArguments(String[] args) throws ReflectiveOperationException {
    List<Parser> further = new ArrayList<>();
    for (int i = 1; i < args.length; i++) {
      further.add(
          Class.forName(args[i]).asSubclass(Parser.class).getDeclaredConstructor().newInstance());
    }
    return new DocumentParser(Integer.parseInt(args[0]), further);
  }

  /** Never throws, except for an {@link OutOfMemoryError}. */
  Reply parse(Request request) {
    if (mustBeZip(request.mediaType()) && !isZip(request.bytes())) {
      return new Reply(Status.DAMAGED, "no ZIP file");
    }
    DocumentText text = new DocumentText(maxCharacters);
    try (TikaInputStream in = TikaInputStream.get(request.bytes())) {
      Metadata metadata = new Metadata();
      if (!request.fileName().isEmpty()) {
        metadata.set(TikaCoreProperties.RESOURCE_NAME_KEY, request.fileName());
      }
      String type = typeOf(in, metadata, request.mediaType());
      metadata.set(TikaCoreProperties.CONTENT_TYPE_USER_OVERRIDE, type);
      parser.parse(in, new BodyContentHandler(text), metadata, context());
    } catch (IOException | SAXException | TikaException | RuntimeException e) {
      return text.full() ? new Reply(Status.TOO_LONG, "") : refusal(e);
    } catch (OutOfMemoryError e) {
      throw e;
    } catch (Error e) {
      return new Reply(Status.FAILED, names(e));
    }
    return text.full() ? new Reply(Status.TOO_LONG, "") : new Reply(Status.TEXT, text.toString());
  }

  /**
   * What to parse it as. Office suites save one format under the extension of another, so there the
   * bytes decide; elsewhere bytes that are not what the media type says are an error.
   */
  private String typeOf(TikaInputStream in, Metadata metadata, String declared) throws IOException {
    if (!declared.equals("application/msword") && !declared.startsWith("application/vnd.")) {
      return declared;
    }
    metadata.set(Metadata.CONTENT_TYPE, declared);
    String detected = detector.detect(in, metadata).getBaseType().toString();
    return MediaTypes.isParsedDocument(detected) ? detected : declared;
  }

  /** Their parsers find no text, and no fault, in anything that is no ZIP file. */
  private static boolean mustBeZip(String mediaType) {
    return mediaType.equals("application/epub+zip")
        || mediaType.startsWith("application/vnd.oasis.opendocument.");
  }

  private static boolean isZip(byte[] bytes) {
    return bytes.length > 4 && bytes[0] == 'P' && bytes[1] == 'K' && bytes[2] == 3 && bytes[3] == 4;
  }

  /** Office files are read as streams: a tree of a document that unpacks to much fills the heap. */
  private static ParseContext context() {
    OfficeParserConfig office = new OfficeParserConfig();
    office.setUseSAXDocxExtractor(true);
    office.setUseSAXPptxExtractor(true);
    PDFParserConfig pdf = new PDFParserConfig();
    pdf.setOcrStrategy(PDFParserConfig.OCR_STRATEGY.NO_OCR);
    pdf.setExtractBookmarksText(false);
    ParseContext context = new ParseContext();
    context.set(PDFParserConfig.class, pdf);
    context.set(OfficeParserConfig.class, office);
    context.set(EmbeddedDocumentExtractor.class, new ShallowExtractor(context));
    return context;
  }

  private static Reply refusal(Exception e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof EncryptedDocumentException
          || cause instanceof org.apache.poi.EncryptedDocumentException) {
        return new Reply(Status.ENCRYPTED, "");
      }
      String message = cause.getMessage();
      if (message != null && message.contains("Zip bomb")) {
        return new Reply(Status.BOMB, "");
      }
    }
    return new Reply(Status.DAMAGED, names(e));
  }

  private static String names(Throwable thrown) {
    StringBuilder names = new StringBuilder(thrown.getClass().getSimpleName());
    int depth = 0;
    for (Throwable cause = thrown.getCause();
        cause != null && depth < 5;
        cause = cause.getCause(), depth++) {
      names.append(", caused by ").append(cause.getClass().getSimpleName());
    }
    return names.toString();
  }
}
