package dev.tidegate.dns.plan;

import java.util.List;
import java.util.OptionalInt;

/**
 * What a record set holds.
 *
 * @param ttl seconds
 * @param values in the form of a zone file
 * @param weight of this set among those of its name, where the backend has such
 */
public record RecordData(long ttl, List<String> values, OptionalInt weight) {
  public RecordData {
    values = List.copyOf(values);
  }

  public static RecordData of(long ttl, String value) {
    return new RecordData(ttl, List.of(value), OptionalInt.empty());
  }

  /** The only value; empty text if there is none or more than one. */
  public String value() {
    return values.size() == 1 ? values.getFirst() : "";
  }

  @Override
  public String toString() {
    String said = String.join(" | ", values) + " ttl " + ttl;
    return weight.isPresent() ? said + " weight " + weight.getAsInt() : said;
  }
}
