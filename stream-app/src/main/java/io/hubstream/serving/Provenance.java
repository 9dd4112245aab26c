package io.hubstream.serving;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Where a version comes from and who let it in, as the audit keeps it: name to value. */
final class Provenance {
  private Provenance() {}

  /** What is not known is left out. */
  static Map<String, String> of(ModelManifest manifest, Optional<Approval> approval) {
    Map<String, String> known = new TreeMap<>();
    known.put("owner", manifest.owner());
    known.put("source", manifest.lineage().source());
    known.put("trainingRun", manifest.lineage().trainingRun());
    known.put("dataset", manifest.lineage().dataset());
    approval.ifPresent(by -> add(known, by));
    known.values().removeIf(String::isEmpty);
    return known;
  }

  private static void add(Map<String, String> known, Approval approval) {
    known.put("approvedBy", approval.approvedBy());
    known.put("approvedAt", approval.at().toString());
    approval
        .seal()
        .ifPresent(
            seal -> {
              known.put("approvalKey", seal.keyId());
              known.put("gateReport", seal.evidence().gateReportDigest());
              known.put("gateEnvironment", seal.evidence().environmentDigest());
            });
  }
}
