package dev.tidegate.api.beacon;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import dev.tidegate.model.Cell;
import dev.tidegate.model.Group;
import dev.tidegate.telemetry.Crowd;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How many viewers are where: the larger of the sessions that polled and of those that reported in
 * the last three TTLs, by cell; and how many beacons those that report should be sending. A client
 * prefix adds at most 3 times what the median prefix of the cell does, or 32 sessions, which leaves
 * room for the prefix of a carrier's NAT among lone homes.
 */
final class Viewership {
  private static final int TABLES = 16;
  private static final int SLOTS = 16_384;
  private static final int LEAST_PREFIXES = 8;
  private static final int MOST_PREFIXES = 1 << 14;
  private static final double PREFIX_TIMES = 3;
  private static final double PREFIX_ROOM = 32;

  private final SessionTable[] tables = new SessionTable[TABLES];

  /** What is being scanned; one scan at a time. */
  private final SessionTable.Copy copy = new SessionTable.Copy();

  private final Hasher64 hasher;

  private static final class Audience {
    final Totals polled = new Totals(MOST_PREFIXES);
    final Totals reported = new Totals(MOST_PREFIXES);

    double viewers() {
      return Math.max(capped(polled), capped(reported));
    }

    private static double capped(Totals byPrefix) {
      double most =
          byPrefix.size() < LEAST_PREFIXES
              ? Double.POSITIVE_INFINITY
              : Math.max(PREFIX_ROOM, PREFIX_TIMES * byPrefix.median().orElse(0));
      return byPrefix.sumClipped(most);
    }
  }

  /**
   * @param seed the same on every node of one installation, and not known to clients
   */
  Viewership(long seed) {
    hasher = Hashing.komihash5_0(seed);
    for (int i = 0; i < TABLES; i++) {
      tables[i] = new SessionTable(SLOTS);
    }
  }

  /** A session's hash, which nobody outside can choose. */
  long hash(String service, String session) {
    return hash(hash(service), session);
  }

  /** A service's part of its sessions' hashes. */
  long hash(String service) {
    return hasher.hashCharsToLong(service);
  }

  /** As {@link #hash(String, String)}, with the service's part of it. */
  long hash(long service, String session) {
    return hasher.hashLongLongToLong(service, hasher.hashCharsToLong(session));
  }

  private SessionTable table(long hash) {
    return tables[(int) (hash & (TABLES - 1))];
  }

  /**
   * Notes a poll and returns how many sessions newly on the cell it stands for, mostly 0 or 1. Of a
   * large audience most sessions are not kept, and those take no lock.
   */
  long poll(long hash, Cell cell, long prefix, int ttl, long now) {
    SessionTable table = table(hash);
    if (!table.mayKeep(hash)) {
      return 0;
    }
    synchronized (table) {
      return table.poll(hash, cell, prefix, ttl * 1000L, now) ? Math.round(table.each()) : 0;
    }
  }

  /**
   * Notes an accepted beacon.
   *
   * @param unreadAt when a beacon, of whomever, last went unread
   */
  void beacon(
      long hash,
      Cell cell,
      long prefix,
      double weight,
      int ttl,
      long interval,
      long unreadAt,
      long now) {
    SessionTable table = table(hash);
    if (!table.mayKeep(hash)) {
      return;
    }
    synchronized (table) {
      table.beacon(hash, cell, prefix, weight, ttl * 1000L, interval, unreadAt, now);
    }
  }

  /** Sessions kept in all. */
  int size() {
    int size = 0;
    for (SessionTable table : tables) {
      synchronized (table) {
        size += table.size();
      }
    }
    return size;
  }

  /**
   * Visits every session that counts now, in copies of the tables: who answers waits at most while
   * one of 16 is copied or, each ten seconds, swept: a megabyte of rows. Returns the highest level
   * of the tables.
   */
  private synchronized int scan(long now, SessionTable.Visitor visitor) {
    int highest = 0;
    for (SessionTable table : tables) {
      synchronized (table) {
        table.copyTo(copy, now);
      }
      highest = Math.max(highest, copy.level());
      copy.visit(now, visitor);
    }
    return highest;
  }

  /** Viewers by cell, in thousandths. */
  SortedMap<Cell, Long> viewers(long now) {
    Map<Cell, Audience> audiences = new HashMap<>();
    scan(
        now,
        (hash, polled, reported, prefix, each, weight, expected, on) -> {
          if (polled != null) {
            audiences.computeIfAbsent(polled, c -> new Audience()).polled.add(prefix, each);
          }
          if (reported != null) {
            audiences
                .computeIfAbsent(reported, c -> new Audience())
                .reported
                .add(prefix, each * weight);
          }
        });
    SortedMap<Cell, Long> viewers = new TreeMap<>();
    audiences.forEach((cell, audience) -> viewers.put(cell, CellIntake.milli(audience.viewers())));
    return viewers;
  }

  /**
   * The sessions that polled or reported in the last three TTLs by (service, region): each counts
   * once here, and once on all nodes together. Looks at every session that is kept.
   */
  SortedMap<Group, Crowd> crowds(long now) {
    int level = 0;
    while (true) {
      Counting counting = new Counting(level);
      int highest = Math.max(level, Math.min(scan(now, counting), Crowd.HIGHEST_LEVEL));
      if (highest == level) {
        return counting.crowds();
      }
      level = highest; // a table keeps fewer sessions: all are counted at its level
    }
  }

  /** Counts sessions by group. */
  private static final class Counting implements SessionTable.Visitor {
    private final int level;
    private final SortedMap<Group, Crowd.Counter> byGroup = new TreeMap<>();
    private final Map<Cell, Crowd.Counter> byCell = new HashMap<>();

    Counting(int level) {
      this.level = level;
    }

    @Override
    public void session(
        long hash,
        @Nullable Cell polled,
        @Nullable Cell reported,
        long prefix,
        double each,
        double weight,
        double expected,
        @Nullable Cell on) {
      count(hash, polled);
      count(hash, reported);
    }

    private void count(long hash, @Nullable Cell cell) {
      if (cell != null) {
        byCell.computeIfAbsent(cell, this::counter).add(hash);
      }
    }

    private Crowd.Counter counter(Cell cell) {
      Group group = Group.of(cell.place().service(), cell.place().region());
      return byGroup.computeIfAbsent(group, g -> new Crowd.Counter(level));
    }

    SortedMap<Group, Crowd> crowds() {
      SortedMap<Group, Crowd> crowds = new TreeMap<>();
      byGroup.forEach((group, counter) -> crowds.put(group, counter.crowd()));
      return crowds;
    }
  }

  /** Beacons expected by cell in {@code millis}, in thousandths. */
  Map<Cell, Long> expected(long now, double millis) {
    Map<Cell, Double> expected = new HashMap<>();
    scan(
        now,
        (hash, polled, reported, prefix, each, weight, rate, on) -> {
          if (on != null && rate * millis > 0) {
            expected.merge(on, rate * millis * each, Double::sum);
          }
        });
    Map<Cell, Long> thousandths = new HashMap<>();
    expected.forEach((cell, n) -> thousandths.put(cell, CellIntake.milli(n)));
    return thousandths;
  }
}
