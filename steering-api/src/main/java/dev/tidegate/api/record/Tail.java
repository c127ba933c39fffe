package dev.tidegate.api.record;

import dev.tidegate.engine.record.Entry;

/** How a segment's file ends. */
public sealed interface Tail {
  /** It was closed in order. */
  record Closed(Entry.Ending ending) implements Tail {}

  /** It ends after a whole entry: the program was killed, or still writes. */
  record Open() implements Tail {}

  /**
   * What stands from {@code at} on cannot be read: the last entry was not written whole, or the
   * file was damaged.
   *
   * @param bytes how many that are
   */
  record Torn(long at, long bytes, String why) implements Tail {}
}
