package io.hubstream.starter.languages;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.ProviderNotFoundException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.TreeSet;

/**
 * Whole sentences in some languages: the messages of the JDK's XML parser, as it carries them
 * translated. They are used to measure only; no model learns from them.
 */
public final class JdkProse {
  private static final String FOLDER =
      "/modules/java.xml/com/sun/org/apache/xerces/internal/impl/msg/";
  private static final List<String> BUNDLES = List.of("XMLSchemaMessages", "XMLMessages");

  private JdkProse() {}

  /**
   * Pieces of running text.
   *
   * @param tag language
   * @param characters length of a piece
   * @return no piece where this JDK has no such messages
   */
  public static List<String> pieces(String tag, int characters) {
    StringBuilder prose = new StringBuilder();
    for (String bundle : BUNDLES) {
      appendMessages(bundle + suffix(tag) + ".properties", prose);
    }
    List<String> pieces = new ArrayList<>();
    for (int at = 0; at + characters <= prose.length(); at += characters) {
      pieces.add(prose.substring(at, at + characters));
    }
    return pieces;
  }

  private static String suffix(String tag) {
    return switch (tag) {
      case "en" -> "";
      case "pt" -> "_pt_BR";
      case "zh" -> "_zh_CN";
      default -> "_" + tag;
    };
  }

  private static void appendMessages(String file, StringBuilder prose) {
    Properties messages = new Properties();
    try {
      FileSystem runtime = FileSystems.getFileSystem(URI.create("jrt:/"));
      Path path = runtime.getPath(FOLDER + file);
      if (!Files.exists(path)) {
        return;
      }
      try (InputStream in = Files.newInputStream(path)) {
        messages.load(in);
      }
    } catch (IOException | FileSystemNotFoundException | ProviderNotFoundException e) {
      return;
    }
    for (String key : new TreeSet<>(messages.stringPropertyNames())) {
      String message = messages.getProperty(key).replaceFirst("^[A-Za-z0-9._-]+: ", "");
      prose.append(message.replaceAll("\\{\\d+}", "").replace("''", "'")).append('\n');
    }
  }
}
