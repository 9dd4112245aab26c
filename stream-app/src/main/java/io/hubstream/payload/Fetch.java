package io.hubstream.payload;

import io.hubstream.content.Payload;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * One payload on its way, for one record or several. All but the future belongs to {@link
 * PrefetchingPayloads}, under its lock.
 */
final class Fetch {
  final Payload.Reference reference;
  final String store;
  final CompletableFuture<ByteBuffer> future = new CompletableFuture<>();
  final List<FetchClaim> claims = new ArrayList<>();
  boolean running;
  boolean late;
  long sinceNanos;

  Fetch(Payload.Reference reference, String store) {
    this.reference = reference;
    this.store = store;
  }

  long length() {
    return reference.length();
  }

  /** Whether a record still waits for it. */
  boolean isWanted() {
    return claims.stream().anyMatch(FetchClaim::isWanted);
  }

  /** Whether a record's wait is over, and it is still under way. */
  boolean isLate() {
    return running && late;
  }

  /** Whether it came, and nobody has it. */
  boolean isIdle() {
    return claims.isEmpty() && future.isDone();
  }
}
