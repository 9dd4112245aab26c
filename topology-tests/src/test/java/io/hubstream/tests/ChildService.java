package io.hubstream.tests;

import io.hubstream.config.ConfigLoader;
import io.hubstream.service.EnrichmentService;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;

/**
 * A service with fake models in a process of its own, which {@link ServiceProcess} starts to kill
 * it. It ends with the process that started it.
 */
final class ChildService {
  private ChildService() {}

  /**
   * Arguments: the file with the settings, and how long a run of a model takes, in milliseconds.
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    endWithTheParent();
    FakeParts fakes = new FakeParts();
    fakes.loader.behave(TextModels.taking(Duration.ofMillis(Long.parseLong(args[1]))));
    EnrichmentService service =
        EnrichmentService.create(ConfigLoader.of(settings(Path.of(args[0]))), fakes.parts());
    Runtime.getRuntime().addShutdownHook(new Thread(service::close));
    service.start();
    service.awaitTermination();
    if (service.failed()) {
      throw new IllegalStateException("the stream failed");
    }
  }

  private static Map<String, String> settings(Path file) throws IOException {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      properties.load(reader);
    }
    return properties.stringPropertyNames().stream()
        .collect(Collectors.toMap(name -> name, properties::getProperty));
  }

  private static void endWithTheParent() {
    Thread thread =
        new Thread(
            () -> {
              try {
                System.in.transferTo(OutputStream.nullOutputStream());
              } catch (IOException e) {
                // Also then the parent is gone.
              }
              Runtime.getRuntime().halt(3);
            },
            "parent-watch");
    thread.setDaemon(true);
    thread.start();
  }
}
