package dev.tidegate.rehearsal.sim;

import java.util.Arrays;

/**
 * The viewers of one place: those whom answers put on a CDN, and players that left one by
 * themselves because its requests failed and stay away for the time of a penalty box. All amounts
 * are parts of the place's viewers.
 */
final class Crowd {
  private final Clientele clientele;
  private final int cdns;
  private final Followers[] ways;
  private final double leaves;

  /** Of the players that can, on a CDN by assignment: the part that stays away from it. */
  private final double[] boxed;

  /** The same of those assigned elsewhere. */
  private final double[] boxedElsewhere;

  private final double[] before;

  /** By assignment. */
  final double[] assigned;

  /** Where they are. */
  final double[] there;

  /** Of those there, who were moved less than {@code arrival-for} ago. */
  final double[] arrivals;

  /** Who came to a CDN in this second, by whatever way. */
  final double[] came;

  /** Those who follow the steering's own answers, by the CDN they were sent to. */
  final double[] following;

  /** Who asked, by the CDN they are on. */
  final double[] polls;

  /** The cap on the bit rate as it is felt: by those who follow the steering's answers. */
  double bitrate = 1;

  private final double followers;

  /** Where players fall that leave by themselves: they learn of a new order when they ask. */
  private final double[] falls;

  /** Moved by the steering in this second. */
  double moved;

  private final double[][] recent;
  private final double[] recentUnit;

  Crowd(Clientele clientele, double[] start) {
    this.clientele = clientele;
    cdns = start.length;
    long longest = Math.max(300, clientele.ttl().toSeconds());
    ways = new Followers[clientele.ways().size()];
    for (int w = 0; w < ways.length; w++) {
      Clientele.Way way = clientele.ways().get(w);
      long ttl = Math.max(1, way.ttl().orElse(clientele.ttl()).toSeconds());
      int ring = (int) Math.max(longest, ttl);
      ways[w] = new Followers(start, (int) ttl, ring, way.ttl().isEmpty());
    }
    followers =
        clientele.ways().stream()
            .filter(w -> w.ttl().isEmpty())
            .mapToDouble(Clientele.Way::share)
            .sum();
    leaves = 1.0 / clientele.attempts();
    boxed = new double[cdns];
    boxedElsewhere = new double[cdns];
    before = start.clone();
    falls = start.clone();
    assigned = start.clone();
    there = start.clone();
    arrivals = new double[cdns];
    came = new double[cdns];
    polls = new double[cdns];
    following = new double[cdns];
    recent = new double[(int) Math.max(1, clientele.arrivalFor().toSeconds())][cdns];
    recentUnit = new double[cdns];
    Arrays.fill(recentUnit, 1);
  }

  /**
   * A second passes.
   *
   * @param failing by CDN, the chance that a request failed in the second before
   * @param tails proportions by which players that leave by themselves fall on the others
   * @param latestFirst by CDN, whether the latest to come are the first to be moved away
   * @param fresh part of the viewers that are new now
   */
  void step(
      long tick,
      double[] shares,
      double[] tails,
      boolean[] latestFirst,
      int ttl,
      double[] failing,
      double fresh) {
    System.arraycopy(assigned, 0, before, 0, cdns);
    Arrays.fill(assigned, 0);
    Arrays.fill(came, 0);
    Arrays.fill(polls, 0);
    Arrays.fill(following, 0);
    moved = 0;
    int slot = (int) (tick % recent.length);
    for (int w = 0; w < ways.length; w++) {
      Clientele.Way way = clientele.ways().get(w);
      double part = way.share();
      int holds = way.ttl().isPresent() ? (int) way.ttl().get().toSeconds() : ttl;
      ways[w].step(tick, shares, holds, fresh);
      for (int c = 0; c < cdns; c++) {
        assigned[c] += part * ways[w].assigned[c];
        came[c] += part * (ways[w].moved[c] + ways[w].joined[c]);
        moved += part * ways[w].moved[c];
        if (way.ttl().isEmpty()) {
          polls[c] += part * (ways[w].asked[c] + ways[w].joined[c]);
          following[c] += part * ways[w].assigned[c];
        }
      }
    }
    arrive(slot, latestFirst);
    leave(failing);
    for (int c = 0; c < cdns; c++) {
      falls[c] += (tails[c] - falls[c]) / Math.max(1, ttl);
    }
    place();
  }

  /** A new cap is learnt when players ask. */
  void cap(double cap, int ttl) {
    bitrate += (1 - followers * (1 - cap) - bitrate) / Math.max(1, ttl);
  }

  /** Notes who was moved in this second, and forgets whose time as an arrival is over. */
  private void arrive(int slot, boolean[] latestFirst) {
    for (int c = 0; c < cdns; c++) {
      double in = 0;
      for (int w = 0; w < ways.length; w++) {
        in += clientele.ways().get(w).share() * ways[w].moved[c];
      }
      double old = recent[slot][c] * recentUnit[c];
      double gone = Math.max(0, before[c] - (assigned[c] - in));
      double among = latestFirst[c] ? arrivals[c] - old : before[c];
      double stays = among > 0 ? 1 - Math.min(1, gone / among) : 1;
      arrivals[c] = Math.max(0, (arrivals[c] - old) * Math.max(0, stays)) + in;
      recentUnit[c] *= Math.max(1e-3, stays);
      if (recentUnit[c] < 1e-9) {
        for (double[] second : recent) {
          second[c] *= recentUnit[c];
        }
        recentUnit[c] = 1;
      }
      recent[slot][c] = in / recentUnit[c];
    }
  }

  /** Players whose requests fail leave by themselves, and dare come back after a while. */
  private void leave(double[] failing) {
    double back = 1.0 / Math.max(1, clientele.penaltyBox().toSeconds());
    for (int c = 0; c < cdns; c++) {
      mix(c);
      double hazard = leaves * StrictMath.pow(failing[c], clientele.attempts());
      boxed[c] += (1 - boxed[c]) * hazard - boxed[c] * back;
      boxedElsewhere[c] -= boxedElsewhere[c] * back;
    }
  }

  /** Who is assigned to a CDN anew has as often been there before as all who were elsewhere. */
  private void mix(int c) {
    double change = assigned[c] - before[c];
    if (change > 0 && assigned[c] > 0) {
      boxed[c] += (boxedElsewhere[c] - boxed[c]) * Math.min(1, change / assigned[c]);
    } else if (change < 0 && assigned[c] < 1) {
      double part = Math.min(1, -change / (1 - assigned[c]));
      boxedElsewhere[c] += (boxed[c] - boxedElsewhere[c]) * part;
    }
  }

  private void place() {
    double able = clientele.failover();
    System.arraycopy(there, 0, before, 0, cdns);
    for (int c = 0; c < cdns; c++) {
      there[c] = assigned[c] * (1 - able * boxed[c]);
    }
    for (int c = 0; c < cdns; c++) {
      double away = assigned[c] * able * boxed[c];
      if (away > 1e-9) {
        spread(c, away);
      }
    }
    for (int c = 0; c < cdns; c++) {
      double byThemselves = there[c] - before[c] - came[c];
      came[c] += Math.max(0, byThemselves);
    }
  }

  private void spread(int from, double away) {
    double sum = 0;
    for (int c = 0; c < cdns; c++) {
      sum += c == from ? 0 : inclination(c);
    }
    for (int c = 0; c < cdns; c++) {
      if (c != from) {
        there[c] += cdns == 1 ? 0 : away * (sum > 0 ? inclination(c) / sum : 1.0 / (cdns - 1));
      }
    }
    if (cdns == 1) {
      there[from] += away;
    }
  }

  private double inclination(int c) {
    return falls[c] * (1 - 0.99 * boxed[c]);
  }

  /** The part of viewers on a CDN who arrived lately, 0..1. */
  double arrived(int c) {
    return there[c] > 0 ? Math.min(1, arrivals[c] / there[c]) : 0;
  }
}
