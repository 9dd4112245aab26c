package io.hubstream.content;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Media types: one spelling for each, and what kind of content each is. */
public final class MediaTypes {

  private static final Set<String> IMAGES =
      Set.of("image/jpeg", "image/png", "image/gif", "image/bmp");

  /** Plain text that is not under {@code text/}: data, source code, scripts. */
  private static final Set<String> TEXTS =
      Set.of(
          "application/json",
          "application/x-ndjson",
          "application/xml",
          "application/xml-dtd",
          "application/javascript",
          "application/typescript",
          "application/ecmascript",
          "application/graphql",
          "application/sql",
          "application/toml",
          "application/yaml",
          "application/x-bat",
          "application/x-bibtex-text-file",
          "application/x-csh",
          "application/x-httpd-php",
          "application/x-latex",
          "application/x-mswinurl",
          "application/x-perl",
          "application/x-php",
          "application/x-python",
          "application/x-ruby",
          "application/x-sh",
          "application/x-sql",
          "application/x-tcl",
          "application/x-tex",
          "application/x-texinfo",
          "application/x-troff");

  /** Documents whose text only a parser finds. */
  private static final Set<String> PARSED =
      Set.of(
          "text/html",
          "application/xhtml+xml",
          "application/pdf",
          "application/rtf",
          "application/epub+zip",
          "application/msword",
          "application/vnd.ms-powerpoint",
          "application/vnd.ms-excel",
          "application/vnd.ms-word.document.macroenabled.12",
          "application/vnd.ms-word.template.macroenabled.12",
          "application/vnd.ms-powerpoint.presentation.macroenabled.12",
          "application/vnd.ms-powerpoint.slideshow.macroenabled.12",
          "application/vnd.ms-powerpoint.template.macroenabled.12",
          "application/vnd.ms-excel.sheet.macroenabled.12",
          "application/vnd.ms-excel.sheet.binary.macroenabled.12",
          "application/vnd.ms-excel.template.macroenabled.12",
          "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
          "application/vnd.openxmlformats-officedocument.wordprocessingml.template",
          "application/vnd.openxmlformats-officedocument.presentationml.presentation",
          "application/vnd.openxmlformats-officedocument.presentationml.slideshow",
          "application/vnd.openxmlformats-officedocument.presentationml.template",
          "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
          "application/vnd.openxmlformats-officedocument.spreadsheetml.template",
          "application/vnd.oasis.opendocument.text",
          "application/vnd.oasis.opendocument.text-template",
          "application/vnd.oasis.opendocument.spreadsheet",
          "application/vnd.oasis.opendocument.spreadsheet-template",
          "application/vnd.oasis.opendocument.presentation",
          "application/vnd.oasis.opendocument.presentation-template");

  private static final Map<String, String> ALIASES =
      Map.ofEntries(
          Map.entry("image/jpg", "image/jpeg"),
          Map.entry("image/pjpeg", "image/jpeg"),
          Map.entry("image/x-png", "image/png"),
          Map.entry("image/x-bmp", "image/bmp"),
          Map.entry("image/x-ms-bmp", "image/bmp"),
          Map.entry("application/x-pdf", "application/pdf"),
          Map.entry("text/rtf", "application/rtf"),
          Map.entry("text/richtext", "application/rtf"),
          Map.entry("application/x-rtf", "application/rtf"),
          Map.entry("text/xml", "application/xml"),
          Map.entry("text/json", "application/json"),
          Map.entry("application/x-json", "application/json"),
          Map.entry("application/x-javascript", "application/javascript"),
          Map.entry("text/javascript", "application/javascript"),
          Map.entry("application/x-yaml", "application/yaml"),
          Map.entry("text/x-markdown", "text/markdown"),
          Map.entry("text/x-web-markdown", "text/markdown"),
          Map.entry("application/vnd.ms-word", "application/msword"),
          Map.entry("application/mspowerpoint", "application/vnd.ms-powerpoint"),
          Map.entry("application/msexcel", "application/vnd.ms-excel"),
          Map.entry("application/x-msexcel", "application/vnd.ms-excel"));

  private MediaTypes() {}

  /** Lower case, without parameters and blanks, aliases replaced by the registered name. */
  public static String normalise(String mediaType) {
    int parameters = mediaType.indexOf(';');
    String bare = parameters < 0 ? mediaType : mediaType.substring(0, parameters);
    String lower = bare.strip().toLowerCase(Locale.ROOT);
    return ALIASES.getOrDefault(lower, lower);
  }

  /** The kind of content, or empty for a type that nothing here decodes. */
  public static Optional<MediaKind> kindOf(String mediaType) {
    String type = normalise(mediaType);
    if (IMAGES.contains(type)) {
      return Optional.of(MediaKind.IMAGE);
    }
    return isPlainText(type) || isParsedDocument(type)
        ? Optional.of(MediaKind.DOCUMENT)
        : Optional.empty();
  }

  /** Whether the bytes are the text itself: plain text, Markdown, source code, JSON, XML. */
  public static boolean isPlainText(String mediaType) {
    String type = normalise(mediaType);
    if (PARSED.contains(type)) {
      return false;
    }
    boolean structured =
        type.startsWith("application/") && (type.endsWith("+json") || type.endsWith("+xml"));
    return type.startsWith("text/") || structured || TEXTS.contains(type);
  }

  /** Whether a parser must find the text: HTML, PDF, Office, RTF, OpenDocument, EPUB. */
  public static boolean isParsedDocument(String mediaType) {
    return PARSED.contains(normalise(mediaType));
  }
}
