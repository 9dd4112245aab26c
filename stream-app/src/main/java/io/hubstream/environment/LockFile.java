package io.hubstream.environment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An environment lock as JSON: {@code format}, {@code environmentDigest} and {@code facts}, a flat
 * object of texts sorted by name.
 */
public final class LockFile {
  private static final int FORMAT = 1;
  private static final ObjectMapper JSON = new ObjectMapper();

  private LockFile() {}

  /** The lock as a JSON object. */
  public static ObjectNode json(EnvironmentLock lock) {
    ObjectNode json = JSON.createObjectNode();
    json.put("format", FORMAT).put("environmentDigest", lock.environmentDigest());
    ObjectNode facts = json.putObject("facts");
    lock.facts().forEach(facts::put);
    return json;
  }

  /**
   * Reads a lock.
   *
   * @throws LockFileException it is no lock, or was changed by hand
   * @throws IOException the file can't be read
   */
  public static EnvironmentLock read(Path file) throws IOException {
    JsonNode json;
    try {
      json = JSON.readTree(Files.readString(file));
    } catch (JsonProcessingException | MalformedInputException e) {
      throw new LockFileException(file, "it is not JSON");
    }
    if (!json.path("facts").isObject() || !json.path("environmentDigest").isTextual()) {
      throw new LockFileException(file, "it has no facts and environmentDigest");
    }
    if (json.path("format").asInt() != FORMAT) {
      throw new LockFileException(
          file, "its format is %s, this version reads %d".formatted(json.path("format"), FORMAT));
    }
    SortedMap<String, String> facts = new TreeMap<>();
    json.get("facts")
        .properties()
        .forEach(fact -> facts.put(fact.getKey(), fact.getValue().asText()));
    EnvironmentLock lock = new EnvironmentLock(facts);
    if (!lock.environmentDigest().equals(json.get("environmentDigest").asText())) {
      throw new LockFileException(
          file, "its facts do not have the digest that it names: it was changed by hand");
    }
    return lock;
  }
}
