package io.hubstream.payload;

import io.hubstream.content.BadRecordException;
import io.hubstream.content.Payload;
import java.nio.ByteBuffer;
import java.time.Duration;

/** A claim that is fetched by whoever wants its bytes. */
final class DirectClaim implements Claim {
  private final PayloadSource source;
  private final Payload.Reference reference;
  private volatile Duration took = Duration.ZERO;

  DirectClaim(PayloadSource source, Payload.Reference reference) {
    this.source = source;
    this.reference = reference;
  }

  @Override
  public boolean isReady() {
    return true;
  }

  @Override
  public void whenReady(Runnable then) {
    then.run();
  }

  @Override
  public ByteBuffer bytes()
      throws BadRecordException, StoreUnavailableException, InterruptedException {
    long start = System.nanoTime();
    ByteBuffer bytes = source.fetch(reference);
    took = Duration.ofNanos(System.nanoTime() - start);
    return bytes;
  }

  @Override
  public Duration took() {
    return took;
  }

  @Override
  public void done(boolean used) {}
}
