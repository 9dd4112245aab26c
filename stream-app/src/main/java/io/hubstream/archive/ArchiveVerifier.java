package io.hubstream.archive;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Checks an archive: that every file is whole, stands where it says, names the digest of the one
 * before it and goes on where that ended, and that no file is missing, doubled or strange.
 *
 * <p>What an archive cannot show by itself: that the newest files of a chain were removed, that a
 * chain was written anew from some file on, and that files were made up and appended. {@link
 * Anchors} show the first two, {@link TopicComparison} all.
 *
 * <p>Owned by one thread, for one check. Memory: the names, and one file at a time.
 */
public final class ArchiveVerifier {
  private final ArchiveStore store;
  private final Anchors anchors;
  private final ArchiveVisitor visitor;
  private final List<Finding> findings = new ArrayList<>();
  private final List<Head> heads = new ArrayList<>();
  private final List<String> lost = new ArrayList<>();
  private long files;
  private long records;

  private record Place(String topic, int partition) {}

  public ArchiveVerifier(ArchiveStore store, Anchors anchors, ArchiveVisitor visitor) {
    this.store = store;
    this.anchors = anchors;
    this.visitor = visitor;
  }

  /**
   * Reads every file.
   *
   * @throws IOException the store does not answer
   */
  public ArchiveReport verify() throws IOException {
    Map<Place, NavigableMap<Long, List<ArchiveName>>> chains = chains();
    Map<String, Integer> counts = new TreeMap<>();
    for (Map.Entry<Place, NavigableMap<Long, List<ArchiveName>>> chain : chains.entrySet()) {
      int partitions = check(chain.getKey(), chain.getValue());
      counts.merge(chain.getKey().topic(), partitions, Math::max);
    }
    counts.forEach(
        (topic, count) -> {
          for (int partition = 0; partition < count; partition++) {
            if (!chains.containsKey(new Place(topic, partition))) {
              find(
                  Finding.Kind.MISSING,
                  ArchiveName.folder(topic, partition),
                  "the topic had %d partitions, and this one has no file".formatted(count));
            }
          }
        });
    if (chains.isEmpty()) {
      find(Finding.Kind.MISSING, store.place(), "there is no archive");
    }
    findings.addAll(anchors.missing());
    return new ArchiveReport(findings, heads, new ArchiveReport.Totals(files, records), lost);
  }

  private Map<Place, NavigableMap<Long, List<ArchiveName>>> chains() throws IOException {
    Map<Place, NavigableMap<Long, List<ArchiveName>>> chains =
        new TreeMap<>(Comparator.comparing(Place::topic).thenComparingInt(Place::partition));
    for (String text : store.list("")) {
      Optional<ArchiveName> name = ArchiveName.parse(text);
      if (name.isEmpty()) {
        find(Finding.Kind.STRANGE, text, "it is no file of an archive");
        continue;
      }
      chains
          .computeIfAbsent(
              new Place(name.get().topic(), name.get().partition()), place -> new TreeMap<>())
          .computeIfAbsent(name.get().sequence(), sequence -> new ArrayList<>())
          .add(name.get());
    }
    return chains;
  }

  /** Returns how many partitions the chain says that its topic had. */
  private int check(Place place, NavigableMap<Long, List<ArchiveName>> names) throws IOException {
    ChainCheck check = new ChainCheck(place.topic(), place.partition());
    long expected = 0;
    for (Map.Entry<Long, List<ArchiveName>> each : names.entrySet()) {
      if (each.getKey() > expected) {
        findings.add(check.missing(expected, each.getKey()));
      }
      expected = each.getKey() + 1;
      List<ArchiveName> same = each.getValue();
      ArchiveName name = same.stream().filter(check::isExpected).findFirst().orElse(same.get(0));
      same.stream()
          .filter(other -> !other.equals(name))
          .forEach(
              other ->
                  find(
                      Finding.Kind.DUPLICATE,
                      other.toString(),
                      "there is another file of this number, %s".formatted(name)));
      check(name, check);
    }
    check.head().ifPresent(heads::add);
    visitor.end(place.topic(), place.partition());
    return check.partitions();
  }

  private void check(ArchiveName name, ChainCheck check) throws IOException {
    Optional<byte[]> bytes = store.find(name.toString());
    if (bytes.isEmpty()) {
      find(Finding.Kind.MISSING, name.toString(), "it was listed, and cannot be read any more");
      return;
    }
    files++;
    String digest = Seal.digest(bytes.get());
    anchors.seen(new Head(name.topic(), name.partition(), name.sequence(), digest));
    try {
      ArchiveFile file = ArchiveFile.read(bytes.get());
      findings.addAll(check.next(name, file));
      records += file.records().size();
      file.header()
          .extent()
          .lost()
          .forEach(
              range ->
                  lost.add("%s offsets %s (%s)".formatted(file.header().chain(), range, name)));
      visitor.file(file);
    } catch (IOException e) {
      find(Finding.Kind.DAMAGED, name.toString(), String.valueOf(e.getMessage()));
      check.damaged(name, digest);
    }
  }

  private void find(Finding.Kind kind, String place, String what) {
    findings.add(new Finding(kind, place, what));
  }
}
