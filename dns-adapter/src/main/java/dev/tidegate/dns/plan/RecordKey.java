package dev.tidegate.dns.plan;

import java.util.Comparator;

/**
 * Which record set.
 *
 * @param name absolute
 * @param type {@code CNAME}, {@code TXT}, {@code LUA} ...
 * @param set which of several sets of that name and type, where a backend has such; else empty text
 */
public record RecordKey(String name, String type, String set) implements Comparable<RecordKey> {
  private static final Comparator<RecordKey> ORDER =
      Comparator.comparing(RecordKey::name)
          .thenComparing(RecordKey::type)
          .thenComparing(RecordKey::set);

  public static RecordKey of(String name, String type) {
    return new RecordKey(name, type, "");
  }

  @Override
  public int compareTo(RecordKey other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return name + " " + type + (set.isEmpty() ? "" : "[" + set + "]");
  }
}
