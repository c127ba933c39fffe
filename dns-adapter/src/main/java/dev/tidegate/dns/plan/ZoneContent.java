package dev.tidegate.dns.plan;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A zone as a backend reported it.
 *
 * @param serial of its SOA, where there is one
 * @param records all of them, ours and others'
 */
public record ZoneContent(Optional<Long> serial, SortedMap<RecordKey, RecordData> records) {
  public ZoneContent {
    records = Collections.unmodifiableSortedMap(new TreeMap<>(records));
  }

  /** The records of one name, all types. */
  public SortedMap<RecordKey, RecordData> at(String name) {
    return records.subMap(new RecordKey(name, "", ""), new RecordKey(name + "\0", "", ""));
  }
}
