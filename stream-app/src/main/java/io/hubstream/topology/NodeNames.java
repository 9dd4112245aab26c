package io.hubstream.topology;

/** Names of all topology nodes and stores: a persisted contract, held by a golden test. */
public final class NodeNames {
  public static final String CONTENT_SOURCE = "content-source";
  public static final String ENRICH = "enrich";
  public static final String ENRICHED_SINK = "enriched-sink";
  public static final String AUDIT_SINK = "audit-sink";
  public static final String DEAD_LETTERS_SINK = "dead-letters-sink";
  public static final String COMMIT_HOOK = "commit-hook";

  private NodeNames() {}
}
