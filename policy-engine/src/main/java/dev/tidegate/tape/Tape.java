package dev.tidegate.tape;

import dev.tidegate.model.Group;
import dev.tidegate.model.Weights;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Carries state to bytes or back. A class lists its fields once, {@code n = tape.real(n)}: a {@link
 * Recorder} writes what it is given and returns it, a {@link Player} ignores it and returns what
 * was written in that place. So writing and reading cannot drift apart.
 *
 * <p>Reading throws {@link IllegalArgumentException} where the bytes are not what was written.
 */
public sealed interface Tape permits Recorder, Player {
  /** One value of a type, carried; it is the blank one when playing. */
  @FunctionalInterface
  interface Carrier<T> {
    T carry(Tape tape, T value);
  }

  /** Whether history that no decision looks at is left out. */
  boolean isBrief();

  /** Whether this one reads. */
  boolean plays();

  /** Any number, to the bit. */
  double real(double value);

  /** A whole number; the smaller, the fewer bytes. */
  long whole(long value);

  /** Text; the same one again costs a byte or two. */
  String word(String value);

  /** Raw bytes. */
  byte[] block(byte[] value);

  /**
   * Something large and immutable that may occur again: the same one is carried once.
   *
   * @param blank stands for one that is not known yet
   */
  <T> T shared(T value, T blank, Carrier<T> carrier);

  /** A whole number that must fit an int. */
  default int number(int value) {
    long carried = whole(value);
    if (carried != (int) carried) {
      throw new IllegalArgumentException("no such number: " + carried);
    }
    return (int) carried;
  }

  /** A number of things to come, 0 .. 10 million. */
  default int size(int value) {
    int carried = number(value);
    if (carried < 0 || carried > 10_000_000) {
      throw new IllegalArgumentException("no such size: " + carried);
    }
    return carried;
  }

  default boolean flag(boolean value) {
    return whole(value ? 1 : 0) != 0;
  }

  /** Refuses bytes in which another word stands here. */
  default void expect(String what) {
    String found = word(what);
    if (!found.equals(what)) {
      throw new IllegalArgumentException("expected " + what + ", found " + found);
    }
  }

  default Instant instant(Instant value) {
    long second = whole(value.getEpochSecond());
    return Instant.ofEpochSecond(second, number(value.getNano()));
  }

  /** A time that may be unknown. */
  default @Nullable Instant maybe(@Nullable Instant value) {
    return flag(value != null) ? instant(value == null ? Instant.EPOCH : value) : null;
  }

  default <T> Optional<T> optional(Optional<T> value, T blank, Carrier<T> carrier) {
    return flag(value.isPresent())
        ? Optional.of(carrier.carry(this, value.orElse(blank)))
        : Optional.empty();
  }

  /** The numbers of an array, in place; its length is known. */
  default void reals(double[] values) {
    for (int i = 0; i < values.length; i++) {
      values[i] = real(values[i]);
    }
  }

  /** A collection, in place. */
  default <T> void all(Collection<T> values, T blank, Carrier<T> carrier) {
    List<T> before = List.copyOf(values);
    int size = size(before.size());
    values.clear();
    for (int i = 0; i < size; i++) {
      values.add(carrier.carry(this, plays() ? blank : before.get(i)));
    }
  }

  /** A map by words, in place. */
  default <T> void byWord(SortedMap<String, T> values, T blank, Carrier<T> carrier) {
    map(values, "", Tape::word, blank, carrier);
  }

  /** A map, in place. */
  default <K, T> void map(
      SortedMap<K, T> values, K none, Carrier<K> keys, T blank, Carrier<T> carrier) {
    List<K> before = new ArrayList<>(values.keySet());
    List<T> held = new ArrayList<>(values.values());
    int size = size(before.size());
    values.clear();
    for (int i = 0; i < size; i++) {
      K key = keys.carry(this, plays() ? none : before.get(i));
      values.put(key, carrier.carry(this, plays() ? blank : held.get(i)));
    }
  }

  default Group group(Group value) {
    String service = word(value.service());
    String region = word(value.region());
    return new Group(service, region, optional(value.network(), "", Tape::word));
  }

  default Weights weights(Weights value) {
    SortedMap<String, Integer> shares = new TreeMap<>(value.shares());
    byWord(shares, 0, Tape::number);
    return new Weights(shares);
  }
}
