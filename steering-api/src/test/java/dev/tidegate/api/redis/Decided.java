package dev.tidegate.api.redis;

import dev.tidegate.answer.Version;
import dev.tidegate.api.nodes.Publication;
import dev.tidegate.api.store.Store.StoredDecision;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/** Publications with many decisions, each of a number of its own. */
final class Decided {
  private Decided() {}

  static Publication of(long epoch, long seq, int decisions) {
    List<StoredDecision> made =
        IntStream.range(0, decisions)
            .mapToObj(i -> seq * 1_000 + i)
            .map(
                n ->
                    new StoredDecision(
                        "d" + n,
                        Instant.ofEpochMilli(n),
                        "live",
                        "eu",
                        "north",
                        "{\"n\":" + n + "}"))
            .toList();
    return new Publication(new Version(epoch, seq, "0123abcd"), new byte[9], new byte[8], made);
  }
}
