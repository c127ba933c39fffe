package dev.tidegate.tape;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads what a {@link Recorder} wrote. */
public final class Player implements Tape {
  private final byte[] bytes;
  private int at;
  private final List<String> words = new ArrayList<>();
  private final List<Object> things = new ArrayList<>();

  public Player(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Whether everything was read. */
  public boolean ended() {
    return at == bytes.length;
  }

  @Override
  public boolean isBrief() {
    return false;
  }

  @Override
  public boolean plays() {
    return true;
  }

  private int next() {
    if (at >= bytes.length) {
      throw new IllegalArgumentException("cut off at byte " + at);
    }
    return bytes[at++] & 0xFF;
  }

  @Override
  public double real(double value) {
    int count = next();
    if (count > 8) {
      throw new IllegalArgumentException("no number of " + count + " bytes");
    }
    long bits = 0;
    for (int i = 0; i < count; i++) {
      bits |= (long) next() << (56 - 8 * i);
    }
    return Double.longBitsToDouble(bits);
  }

  @Override
  public long whole(long value) {
    long coded = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      int next = next();
      coded |= (long) (next & 0x7F) << shift;
      if (next < 0x80) {
        return (coded >>> 1) ^ -(coded & 1);
      }
    }
    throw new IllegalArgumentException("number too long at byte " + at);
  }

  @Override
  public String word(String value) {
    int index = number(0);
    if (index == words.size()) {
      words.add(new String(block(new byte[0]), StandardCharsets.UTF_8));
    }
    return words.get(within(index, words.size()));
  }

  @Override
  public byte[] block(byte[] value) {
    int size = within(number(0), bytes.length - at + 1);
    at += size;
    return Arrays.copyOfRange(bytes, at - size, at);
  }

  @Override
  @SuppressWarnings("unchecked") // things are written and read in the same places
  public <T> T shared(T value, T blank, Carrier<T> carrier) {
    int index = number(0);
    if (index < 0) {
      T made = carrier.carry(this, blank);
      things.add(made);
      return made;
    }
    Object known = things.get(within(index, things.size()));
    if (!blank.getClass().isInstance(known)) {
      throw new IllegalArgumentException("thing " + index + " is of another kind");
    }
    return (T) known;
  }

  private static int within(int index, int size) {
    if (index < 0 || index >= size) {
      throw new IllegalArgumentException(index + " is not within 0.." + (size - 1));
    }
    return index;
  }
}
