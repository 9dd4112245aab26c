package io.hubstream.serving;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hubstream.content.ModelVersion;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * What a gate found out about a version.
 *
 * @param checks in the order in which they were made; after the first that failed there may be none
 */
public record GateReport(ModelVersion version, List<GateCheck> checks) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String FORM = "hubstream-gate-report-v1";

  public GateReport {
    checks = List.copyOf(checks);
  }

  /** Whether there were checks, and all were passed. */
  public boolean passed() {
    return !checks.isEmpty() && checks.stream().allMatch(GateCheck::passed);
  }

  /**
   * The one text of this report: JSON in UTF-8 without white space, the keys of every object in
   * alphabetical order, figures as texts.
   */
  public byte[] canonicalJson() {
    ObjectNode root = JSON.createObjectNode();
    ArrayNode list = root.putArray("checks");
    for (GateCheck check : checks) {
      ObjectNode node = list.addObject().put("detail", check.detail());
      ObjectNode figures = node.putObject("figures");
      check.figures().forEach(figures::put);
      node.put("name", check.name()).put("passed", check.passed());
    }
    root.put("digest", version.digest()).put("form", FORM);
    root.put("model", version.model()).put("version", version.version());
    try {
      return JSON.writeValueAsString(root).getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@code sha256:} and the digest of the canonical JSON: what an approval names. */
  public String digest() {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(canonicalJson());
      return "sha256:" + HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
