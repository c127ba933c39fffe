package dev.tidegate.engine.record;

import dev.tidegate.telemetry.Count;
import dev.tidegate.telemetry.Counts;
import dev.tidegate.telemetry.VarReader;
import dev.tidegate.telemetry.VarWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Counts as differences from what the plain ones let expect: where every beacon weighs 1 the
 * weighted counts follow from them, and cost nothing.
 *
 * <pre>
 * counts: a bit mask of those that differ, then their differences, zigzag
 * </pre>
 */
public final class CountCoding {
  /** Plain counts first, so that the others can be expected from them. */
  private static final List<Count> ORDER = order();

  private CountCoding() {}

  private static List<Count> order() {
    List<Count> plain = List.of(Count.RAW_BEACONS, Count.RAW_REQUESTS, Count.RAW_ERRORS);
    List<Count> watched =
        List.of(Count.RAW_WATCHED_MS, Count.RAW_STALLED_MS, Count.REQUESTS, Count.WATCHED_MS);
    List<Count> order = new ArrayList<>(plain);
    order.addAll(watched);
    order.add(Count.STALLED_MS);
    Arrays.stream(Count.values()).filter(count -> !order.contains(count)).forEach(order::add);
    return List.copyOf(order);
  }

  /** What the count is if every beacon weighs 1, from counts that stand before it in the order. */
  private static long expected(Count count, Counts known) {
    return switch (count) {
      case BEACONS -> 1000 * known.get(Count.RAW_BEACONS);
      case REQUESTS -> 1000 * known.get(Count.RAW_REQUESTS);
      case REQUESTS_SQ -> known.get(Count.REQUESTS);
      case ERRORS -> 1000 * known.get(Count.RAW_ERRORS);
      case SUCCESSES -> known.get(Count.RAW_REQUESTS) - known.get(Count.RAW_ERRORS);
      case WATCHED_MS -> 1000 * known.get(Count.RAW_WATCHED_MS);
      case STALLED_MS -> 1000 * known.get(Count.RAW_STALLED_MS);
      case WATCHED_SQ -> known.get(Count.RAW_WATCHED_MS);
      case KBITS_MS -> known.get(Count.WATCHED_MS) - known.get(Count.STALLED_MS);
      default -> 0;
    };
  }

  /** Writes them. */
  public static void write(Counts counts, VarWriter out) {
    long mask = 0;
    for (int i = 0; i < ORDER.size(); i++) {
      Count count = ORDER.get(i);
      mask |= counts.get(count) != expected(count, counts) ? (1L << i) : 0;
    }
    out.number(mask);
    for (int i = 0; i < ORDER.size(); i++) {
      if ((mask & (1L << i)) != 0) {
        Count count = ORDER.get(i);
        out.signed(counts.get(count) - expected(count, counts));
      }
    }
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IllegalArgumentException if there are counts of names that this engine does not know
   */
  public static Counts read(VarReader in) {
    long mask = in.number();
    if (mask >>> ORDER.size() != 0) {
      throw in.refused("counts of unknown names");
    }
    Counts counts = new Counts();
    for (int i = 0; i < ORDER.size(); i++) {
      Count count = ORDER.get(i);
      long difference = (mask & (1L << i)) != 0 ? in.signed() : 0;
      counts.add(count, expected(count, counts) + difference);
    }
    return counts;
  }

  /** The names that the mask's bits stand for: another engine may count other things. */
  static String names() {
    return String.join(" ", ORDER.stream().map(Count::name).toList());
  }
}
