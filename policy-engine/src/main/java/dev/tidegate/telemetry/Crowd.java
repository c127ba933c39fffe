package dev.tidegate.telemetry;

import com.dynatrace.hash4j.distinctcount.UltraLogLog;
import java.util.Arrays;

/**
 * How many different sessions are somewhere, in a kilobyte: an UltraLogLog of {@value #REGISTERS}
 * registers, whose standard error is 2.4 % (0.782 / sqrt(1024)). Crowds of several nodes unite to
 * the crowd that one node would have made of all their sessions, so that a session seen by two is
 * counted once. Immutable.
 *
 * <p>A node with very many sessions keeps only those whose hash begins with {@code level} zero
 * bits. Crowds of different levels unite at the higher one, exactly: a register is chosen by the
 * hash's lowest bits and counts its highest zero bits, so what a higher level leaves out can be
 * taken out of a register afterwards.
 *
 * <p>Laws (the suite {@code CrowdTest} tests them in this order):
 *
 * <ol>
 *   <li>The estimate is right within three standard errors.
 *   <li>A union is the crowd of all sessions, in whatever order, however often each is told.
 *   <li>A crowd brought to a higher level is the crowd of the sessions that this level keeps.
 *   <li>What is read equals what was written; other bytes are refused.
 * </ol>
 */
public final class Crowd {
  private static final int P = 10;

  /** Bytes that a crowd takes. */
  public static final int REGISTERS = 1 << P;

  /** Beyond it a node would keep one of more than 10^12 sessions. */
  public static final int HIGHEST_LEVEL = 40;

  /** Below it in an unpacked register stands nothing. */
  private static final int LOWEST_BIT = P - 1;

  private static final int SPARSE_BELOW = REGISTERS / 2;

  private final int level;
  private final byte[] registers;

  private Crowd(int level, byte[] registers) {
    this.level = level;
    this.registers = registers;
  }

  /** Takes the hashes of sessions one by one. Not thread-safe. */
  public static final class Counter {
    private final int level;
    private final UltraLogLog sketch = UltraLogLog.create(P);

    /**
     * @param level 0..{@value #HIGHEST_LEVEL}: sessions whose hash begins with fewer zero bits are
     *     left out
     */
    public Counter(int level) {
      this.level = legal(level);
    }

    /**
     * @param hash of a session, the same on every node; every bit of it counts
     */
    public void add(long hash) {
      if (Long.numberOfLeadingZeros(hash) >= level) {
        sketch.add(hash << (64 - P) | hash << level >>> P);
      }
    }

    /** The crowd so far. */
    public Crowd crowd() {
      return new Crowd(level, sketch.getState().clone());
    }
  }

  private static int legal(int level) {
    if (level < 0 || level > HIGHEST_LEVEL) {
      throw new IllegalArgumentException(
          "level must be within 0.." + HIGHEST_LEVEL + ", but was " + level);
    }
    return level;
  }

  /** How many zero bits begin the hash of each session that is counted. */
  public int level() {
    return level;
  }

  /** How many sessions there are, those that the level leaves out included; &gt;= 0. */
  public double estimate() {
    return UltraLogLog.wrap(registers).getDistinctCountEstimate() * (1L << level);
  }

  /** The crowd of the sessions of both. */
  public Crowd union(Crowd other) {
    int common = Math.max(level, other.level);
    UltraLogLog united =
        UltraLogLog.merge(
            UltraLogLog.wrap(at(common).registers), UltraLogLog.wrap(other.at(common).registers));
    return new Crowd(common, united.getState());
  }

  /**
   * This crowd without the sessions that a higher level leaves out.
   *
   * @throws IllegalArgumentException if {@code higher} is lower than this crowd's level, or beyond
   *     {@value #HIGHEST_LEVEL}
   */
  public Crowd at(int higher) {
    if (legal(higher) < level) {
      throw new IllegalArgumentException("level " + level + " cannot be lowered to " + higher);
    }
    if (higher == level) {
      return this;
    }
    byte[] kept = new byte[REGISTERS];
    for (int i = 0; i < REGISTERS; i++) {
      kept[i] = pack(unpack(registers[i]) >>> (higher - level) >>> LOWEST_BIT << LOWEST_BIT);
    }
    return new Crowd(higher, kept);
  }

  /** The values that a register has seen: the highest, and of the two below it those it knows. */
  private static long unpack(byte register) {
    return register == 0 ? 0 : (4L | (register & 3)) << (((register & 0xFF) >>> 2) - 2);
  }

  private static byte pack(long seen) {
    if (seen == 0) {
      return 0;
    }
    int highest = 63 - Long.numberOfLeadingZeros(seen);
    return (byte) (highest << 2 | (int) (seen >>> (highest - 2) & 3));
  }

  /** Writes it: two bytes a register that is not empty, or all of them. */
  public void write(VarWriter out) {
    out.number(level);
    int filled = filled();
    out.number(filled);
    if (filled >= SPARSE_BELOW) {
      out.block(registers);
      return;
    }
    int next = 0;
    for (int i = 0; i < REGISTERS; i++) {
      if (registers[i] != 0) {
        out.number(i - next);
        out.number(registers[i] & 0xFF);
        next = i + 1;
      }
    }
  }

  private int filled() {
    int filled = 0;
    for (byte register : registers) {
      filled += register != 0 ? 1 : 0;
    }
    return filled;
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IllegalArgumentException if the bytes are no crowd
   */
  public static Crowd read(VarReader in) {
    long level = in.number();
    if (level < 0 || level > HIGHEST_LEVEL) {
      throw in.refused("no such level: " + level);
    }
    int filled = in.count(REGISTERS);
    byte[] registers = filled < SPARSE_BELOW ? sparse(filled, in) : in.block();
    Crowd crowd = new Crowd((int) level, registers);
    if (registers.length != REGISTERS || crowd.filled() != filled) {
      throw in.refused("no such registers");
    }
    for (byte register : registers) {
      legal(register, in);
    }
    return crowd;
  }

  private static byte[] sparse(int filled, VarReader in) {
    byte[] registers = new byte[REGISTERS];
    int at = 0;
    for (int i = 0; i < filled; i++) {
      long gap = in.number();
      if (gap < 0 || gap >= REGISTERS - at) {
        throw in.refused("no such register");
      }
      at += (int) gap;
      long register = in.number();
      if (register < 1 || register > 0xFF) {
        throw in.refused("no such value of a register: " + register);
      }
      registers[at++] = (byte) register;
    }
    return registers;
  }

  private static void legal(byte register, VarReader in) {
    long low = unpack(register) & ((1L << LOWEST_BIT) - 1);
    if (register != 0 && ((register & 0xFF) >>> 2 < LOWEST_BIT || low != 0)) {
      throw in.refused("no such value of a register: " + (register & 0xFF));
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Crowd that
        && level == that.level
        && Arrays.equals(registers, that.registers);
  }

  @Override
  public int hashCode() {
    return 31 * level + Arrays.hashCode(registers);
  }

  @Override
  public String toString() {
    return "about " + Math.round(estimate()) + " sessions";
  }
}
