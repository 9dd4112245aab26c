package io.hubstream.starter;

import io.hubstream.starter.languages.LocaleStrings;
import io.hubstream.starter.languages.SmallWords;
import io.hubstream.starter.languages.TextComposer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A short document in one language, of names that no model learned from and small words.
 *
 * @param tag language
 * @param title a name
 * @param items a list of names
 * @param paragraphs running text
 */
record SampleDocument(String tag, String title, List<String> items, List<String> paragraphs) {

  /** How a document is written. */
  enum Format {
    TXT,
    MD,
    HTML
  }

  static SampleDocument of(String tag, LocaleStrings strings, SplittableRandom random) {
    TextComposer composer =
        new TextComposer(tag, strings.heldOut(), SmallWords.of(tag), random.nextLong());
    List<String> items = new ArrayList<>();
    for (int i = random.nextInt(3, 8); i > 0; i--) {
      items.add(composer.name());
    }
    List<String> paragraphs = new ArrayList<>();
    for (int i = random.nextInt(1, 6); i > 0; i--) {
      paragraphs.add(composer.text(random.nextInt(200, 900)).replace('\n', ' ').strip());
    }
    return new SampleDocument(tag, composer.name(), items, paragraphs);
  }

  String as(Format format) {
    return switch (format) {
      case TXT -> text("", "- ");
      case MD -> text("# ", "* ");
      case HTML -> html();
    };
  }

  private String text(String beforeTitle, String beforeItem) {
    StringBuilder text = new StringBuilder(beforeTitle).append(title).append("\n\n");
    items.forEach(item -> text.append(beforeItem).append(item).append('\n'));
    paragraphs.forEach(paragraph -> text.append('\n').append(paragraph).append('\n'));
    return text.toString();
  }

  private String html() {
    StringBuilder html = new StringBuilder("<!DOCTYPE html>\n<html lang=\"").append(tag);
    html.append("\">\n<head><meta charset=\"utf-8\"><title>").append(escaped(title));
    html.append("</title></head>\n<body>\n<h1>").append(escaped(title)).append("</h1>\n<ul>\n");
    items.forEach(item -> html.append("<li>").append(escaped(item)).append("</li>\n"));
    html.append("</ul>\n");
    paragraphs.forEach(paragraph -> html.append("<p>").append(escaped(paragraph)).append("</p>\n"));
    return html.append("</body>\n</html>\n").toString();
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
