package io.hubstream.archive;

import io.hubstream.archive.FileHeader.Chain;
import io.hubstream.archive.FileHeader.Extent;
import io.hubstream.archive.FileHeader.Link;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * The newest file of a chain: all that a writer needs to go on.
 *
 * @param header what that file says of itself
 * @param digest its digest
 */
record ChainEnd(FileHeader header, String digest) {
  /** Offset to read on from. */
  long to() {
    return header.extent().to();
  }

  ArchiveName nextName() {
    return ArchiveName.after(header);
  }

  /** Header of the file that comes next. */
  FileHeader next(Extent extent, Instant now, String writer) {
    Instant closed = now.truncatedTo(ChronoUnit.MILLIS);
    return new FileHeader(
        header.chain(),
        new Link(header.link().sequence() + 1, digest),
        extent,
        closed.isBefore(header.closedAt()) ? header.closedAt() : closed,
        writer);
  }

  /**
   * The end of a chain, which is begun where there is none.
   *
   * @throws ArchiveRefusedException the newest file cannot be gone on from
   */
  static ChainEnd find(ArchiveStore store, Chain chain, Instant now, String writer)
      throws IOException, ArchiveRefusedException {
    Optional<ArchiveName> newest = newest(store, chain.topic(), chain.partition());
    if (newest.isEmpty()) {
      return begin(store, chain, now, writer);
    }
    ChainEnd end = read(store, newest.get());
    if (end.header.chain().origin().contradicts(chain.origin())) {
      throw new ArchiveRefusedException(
          "%s holds records of another topic of the name %s (topic id %s, now %s): it was deleted and made again, or is of another cluster; archive it to another place, with --begin-anew"
              .formatted(
                  store.place(),
                  chain.topic(),
                  end.header.chain().origin().topicId(),
                  chain.origin().topicId()));
    }
    return end;
  }

  /** Name of the newest file of a chain; empty where there is none. */
  static Optional<ArchiveName> newest(ArchiveStore store, String topic, int partition)
      throws IOException {
    return store.list(ArchiveName.folder(topic, partition)).stream()
        .flatMap(name -> ArchiveName.parse(name).stream())
        .max((a, b) -> Long.compare(a.sequence(), b.sequence()));
  }

  private static ChainEnd begin(ArchiveStore store, Chain chain, Instant now, String writer)
      throws IOException, ArchiveRefusedException {
    ArchiveName name = ArchiveName.genesis(chain.topic(), chain.partition());
    FileHeader header = FileHeader.genesis(chain, now.truncatedTo(ChronoUnit.MILLIS), writer);
    // Whoever was faster began it.
    store.put(name.toString(), ArchiveFile.write(header, List.of()));
    return read(store, name);
  }

  /** Goes on to the newest file, after another writer went on before. */
  ChainEnd advanced(ArchiveStore store) throws IOException, ArchiveRefusedException {
    ChainEnd end = read(store, nextName());
    while (store.find(end.nextName().toString()).isPresent()) {
      end = read(store, end.nextName());
    }
    return end;
  }

  private static ChainEnd read(ArchiveStore store, ArchiveName name)
      throws IOException, ArchiveRefusedException {
    byte[] bytes =
        store
            .find(name.toString())
            .orElseThrow(
                () ->
                    new IOException(
                        "%s: %s was there, and cannot be found any more"
                            .formatted(store.place(), name)));
    try {
      ArchiveFile file = ArchiveFile.read(bytes);
      FileHeader header = file.header();
      if (header.link().sequence() == name.sequence()
          && header.chain().topic().equals(name.topic())
          && header.chain().partition() == name.partition()) {
        return new ChainEnd(header, file.digest());
      }
      throw new IOException("it is another file of the archive");
    } catch (IOException e) {
      throw new ArchiveRefusedException(
          "%s: the newest file %s cannot be gone on from: %s. Run `hubstream audit verify`, keep the archive as it is, and archive to another place, with --begin-anew"
              .formatted(store.place(), name, e.getMessage()));
    }
  }
}
