package dev.tidegate.dns.responder;

import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Remembers where addresses are, for a while and in bounded room: resolvers ask again and again,
 * and looking into a database costs more than all the rest of an answer.
 */
final class CachedWhereabouts implements Whereabouts {
  private static final int SLOTS = 1 << 15;

  /** A database that was replaced is heeded within so long. */
  private static final long SECONDS = 30;

  private record Known(long high, long low, long until, Origin origin) {}

  private final Whereabouts source;
  private final InstantSource clock;
  private final AtomicReferenceArray<@Nullable Known> known = new AtomicReferenceArray<>(SLOTS);

  CachedWhereabouts(Whereabouts source, InstantSource clock) {
    this.source = source;
    this.clock = clock;
  }

  @Override
  public Origin locate(byte[] address) {
    long high = address.length;
    long low = 0;
    for (int i = 0; i < address.length; i++) {
      if (i < 8) {
        high = high << 8 | (address[i] & 0xff);
      } else {
        low = low << 8 | (address[i] & 0xff);
      }
    }
    long now = clock.millis() / 1000;
    long mixed = (high * 31 + low) * 0x9E3779B97F4A7C15L;
    int slot = (int) (mixed >>> 49) & SLOTS - 1;
    Known found = known.get(slot);
    if (found == null || found.high != high || found.low != low || found.until < now) {
      found = new Known(high, low, now + SECONDS, source.locate(address));
      known.set(slot, found);
    }
    return found.origin;
  }
}
