package io.hubstream.decoding;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.metadata.TikaCoreProperties;
import org.apache.tika.mime.MediaType;
import org.apache.tika.parser.ParseContext;
import org.apache.tika.parser.Parser;
import org.apache.tika.sax.XHTMLContentHandler;
import org.xml.sax.ContentHandler;
import org.xml.sax.SAXException;

/** A Tika parser that does what a hostile document might make one do. Runs in the child process. */
public final class PoisonParser implements Parser {
  private static final long serialVersionUID = 1L;

  static final String PREFIX = "application/x-hubstream-test-";
  static final List<String> POISONS =
      List.of("hang", "memory", "exit", "garbage", "stack", "environment", "echo", "noise");

  static String type(String poison) {
    return PREFIX + poison;
  }

  static Set<String> types() {
    return POISONS.stream().map(PoisonParser::type).collect(Collectors.toSet());
  }

  static TikaTextExtractor extractor(DocumentLimits limits) {
    return new TikaTextExtractor(limits, List.of(PoisonParser.class.getName()), types());
  }

  @Override
  public Set<MediaType> getSupportedTypes(ParseContext context) {
    return types().stream().map(MediaType::parse).collect(Collectors.toSet());
  }

  @Override
  public void parse(
      InputStream stream, ContentHandler handler, Metadata metadata, ParseContext context)
      throws IOException, SAXException {
    String type = metadata.get(TikaCoreProperties.CONTENT_TYPE_USER_OVERRIDE);
    String text =
        switch (type.substring(PREFIX.length())) {
          case "hang" -> hang();
          case "memory" -> fillMemory();
          case "exit" -> exit();
          case "garbage" -> printGarbage();
          case "noise" -> printNoise();
          case "stack" -> "deep " + deeper(1);
          case "environment" -> "environment " + new TreeSet<>(System.getenv().keySet());
          default -> new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        };
    XHTMLContentHandler xhtml = new XHTMLContentHandler(handler, metadata);
    xhtml.startDocument();
    xhtml.element("p", text);
    xhtml.endDocument();
  }

  private static String hang() {
    long rounds = 0;
    while (rounds >= 0) {
      rounds = (rounds + 1) % 1000;
    }
    return "never";
  }

  private static String fillMemory() {
    List<byte[]> hoard = new ArrayList<>();
    while (hoard.size() < Integer.MAX_VALUE) {
      hoard.add(new byte[1 << 20]);
    }
    return "never";
  }

  private static String exit() {
    System.exit(1);
    return "never";
  }

  private static String printGarbage() throws IOException {
    try (OutputStream out = new FileOutputStream(FileDescriptor.out)) {
      out.write("this is no frame, whatever it is".getBytes(StandardCharsets.UTF_8));
    }
    return hang();
  }

  private static String printNoise() {
    for (int i = 0; i < 20_000; i++) {
      System.out.println("a library that prints to the standard output, line " + i);
    }
    return "after much noise";
  }

  private static int deeper(int depth) {
    return depth < 0 ? 0 : deeper(depth + 1) + 1;
  }
}
