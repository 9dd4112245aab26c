package io.hubstream.decoding;

import java.io.IOException;
import java.io.InputStream;
import org.apache.tika.extractor.ParsingEmbeddedDocumentExtractor;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.parser.ParseContext;
import org.xml.sax.ContentHandler;
import org.xml.sax.SAXException;

/** Follows documents within documents a few levels down, without their names. One thread. */
final class ShallowExtractor extends ParsingEmbeddedDocumentExtractor {

  private static final int MAX_DEPTH = 3;

  private int depth;

  ShallowExtractor(ParseContext context) {
    super(context);
    setWriteFileNameToContent(false);
  }

  @Override
  public boolean shouldParseEmbedded(Metadata metadata) {
    return depth < MAX_DEPTH && super.shouldParseEmbedded(metadata);
  }

  @Override
  public void parseEmbedded(
      InputStream stream, ContentHandler handler, Metadata metadata, boolean outputHtml)
      throws SAXException, IOException {
    depth++;
    try {
      super.parseEmbedded(stream, handler, metadata, outputHtml);
    } finally {
      depth--;
    }
  }
}
