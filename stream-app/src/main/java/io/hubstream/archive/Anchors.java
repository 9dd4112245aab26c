package io.hubstream.archive;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What somebody noted of an archive earlier: an archive may have grown since, but what was noted
 * must still be there. Owned by one check.
 */
public final class Anchors {
  private final Set<Head> heads;
  private final Set<String> digests;

  /**
   * @param heads files by place and digest
   * @param digests files by digest alone
   */
  public Anchors(List<Head> heads, List<String> digests) {
    this.heads = new HashSet<>(heads);
    this.digests = new HashSet<>(digests);
  }

  /** A file is there. */
  void seen(Head head) {
    heads.remove(head);
    digests.remove(head.digest());
  }

  /** What was not seen. */
  List<Finding> missing() {
    List<Finding> findings = new ArrayList<>();
    for (Head head : heads) {
      findings.add(
          new Finding(
              Finding.Kind.ANCHOR,
              head.topic() + "-" + head.partition(),
              "file %d with %s was noted earlier, and is not there: files were removed, or written anew"
                  .formatted(head.sequence(), head.digest())));
    }
    for (String digest : digests) {
      findings.add(
          new Finding(
              Finding.Kind.ANCHOR,
              "archive",
              "no file has the digest %s, which was noted earlier: files were removed, or written anew"
                  .formatted(digest)));
    }
    return findings;
  }
}
