package dev.tidegate.api.nodes;

import dev.tidegate.model.Cell;
import dev.tidegate.telemetry.Crowd;
import dev.tidegate.telemetry.Witness;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The nodes' last words, merged: who watches where now, and how widely badness is shared. */
final class Standing {
  private final SortedMap<Cell, Long> viewers = new TreeMap<>();
  private final SortedMap<Cell, Witness> witnesses = new TreeMap<>();

  /** Viewers of one cell: those of nodes whose crowd there is known, and those of others. */
  private static final class Audience {
    long sketched;
    long others;
  }

  /** Adds what nodes said of one service, in an order that does not depend on who came first. */
  void add(List<Voice> voices, long now) {
    Map<Cell, Audience> audiences = new HashMap<>();
    Map<Cell, Sum> sums = new HashMap<>();
    Map<String, List<Crowd>> crowds = new HashMap<>();
    for (Voice voice : voices) {
      Map<String, Boolean> known = new HashMap<>();
      voice
          .viewers()
          .forEach(
              (cell, count) -> {
                String region = cell.place().region();
                boolean sketched =
                    known.computeIfAbsent(region, r -> note(voice.crowd(r, now), r, crowds));
                Audience audience = audiences.computeIfAbsent(cell, c -> new Audience());
                audience.sketched += sketched ? count : 0;
                audience.others += sketched ? 0 : count;
              });
      voice
          .witnesses()
          .forEach((cell, witness) -> sums.computeIfAbsent(cell, c -> new Sum()).add(witness));
    }
    Map<String, Double> distinct = new HashMap<>();
    crowds.forEach((region, all) -> distinct.put(region, distinct(all)));
    audiences.forEach(
        (cell, audience) -> {
          double share = distinct.getOrDefault(cell.place().region(), 1.0);
          viewers.put(cell, Math.round(audience.sketched * share) + audience.others);
        });
    sums.forEach((cell, sum) -> witnesses.put(cell, sum.witness()));
  }

  private static boolean note(
      Optional<Crowd> crowd, String region, Map<String, List<Crowd>> crowds) {
    crowd.ifPresent(c -> crowds.computeIfAbsent(region, r -> new ArrayList<>()).add(c));
    return crowd.isPresent();
  }

  /**
   * The share of nodes' sessions that no other node tells of too, counting each session once: 1 if
   * every session is at one node, 1/n if all are at all n.
   */
  static double distinct(List<Crowd> crowds) {
    int level = crowds.stream().mapToInt(Crowd::level).max().orElse(0);
    Crowd union = new Crowd.Counter(level).crowd();
    double sum = 0;
    for (Crowd crowd : crowds) {
      Crowd comparable = crowd.at(level);
      union = union.union(comparable);
      sum += comparable.estimate();
    }
    return crowds.size() > 1 && sum > 0 ? Math.min(1, union.estimate() / sum) : 1;
  }

  SortedMap<Cell, Long> viewers() {
    return viewers;
  }

  SortedMap<Cell, Witness> witnesses() {
    return witnesses;
  }

  /** A witness of several nodes in the making. */
  private static final class Sum {
    private long sessionsBad;
    private long sessions;
    private int bucketsBad;
    private int bucketsPopulated;
    private boolean overCap;
    private double failureKept;
    private double stallKept;
    private double leastFailureKept = 1;
    private double leastStallKept = 1;

    void add(Witness one) {
      sessionsBad += one.sessionsBad();
      sessions += one.sessions();
      bucketsBad = Math.max(bucketsBad, one.bucketsBad());
      bucketsPopulated = Math.max(bucketsPopulated, one.bucketsPopulated());
      overCap |= one.prefixOverCap();
      failureKept += one.failureKept() * one.sessions();
      stallKept += one.stallKept() * one.sessions();
      leastFailureKept = Math.min(leastFailureKept, one.failureKept());
      leastStallKept = Math.min(leastStallKept, one.stallKept());
    }

    /** Where no session reported, nothing weighs the parts: the least is believed. */
    Witness witness() {
      return new Witness(
          Math.clamp(sessionsBad, 0, Integer.MAX_VALUE),
          Math.clamp(sessions, 0, Integer.MAX_VALUE),
          bucketsBad,
          bucketsPopulated,
          overCap,
          sessions > 0 ? failureKept / sessions : leastFailureKept,
          sessions > 0 ? stallKept / sessions : leastStallKept);
    }
  }
}
