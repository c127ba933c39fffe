package dev.tidegate.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Viewers leave a degrading CDN, gently, by themselves, and come back. */
class ClosedLoopTest {
  @Test
  void aBrownoutIsLeftGentlyAndReturnedToWithoutOscillation() {
    for (long seed = 1; seed <= 2; seed++) {
      Loop loop = new Loop(seed, 2, 6_000, true);
      loop.faults = (r, n, c, t) -> c.equals("cdn-a") && t >= 120 && t < 300 ? 0.054 : 0.004;
      double peak = 0;
      int seen = -1;
      int least = 10_000;
      int reversals = 0;
      int turnedAt = 5000;
      int direction = 0;
      while (loop.second < 1_500) {
        loop.tick();
        int share = loop.weights("r0").of("cdn-a");
        seen = seen < 0 && share <= 4_900 ? loop.second : seen;
        least = Math.min(least, share);
        peak = Math.max(peak, Math.max(load(loop, "cdn-b"), load(loop, "cdn-c")));
        if (direction >= 0 && turnedAt - share >= 200) {
          reversals += direction > 0 ? 1 : 0;
          direction = -1;
          turnedAt = share;
        } else if (direction <= 0 && share - turnedAt >= 200) {
          reversals += direction < 0 ? 1 : 0;
          direction = 1;
          turnedAt = share;
        }
        turnedAt =
            direction < 0
                ? Math.min(turnedAt, share)
                : direction > 0 ? Math.max(turnedAt, share) : turnedAt;
      }
      String figures =
          "seed %d: first point after %d s, least share %d, peak load of others %.3f, reversals %d, share at the end %d"
              .formatted(seed, seen - 120, least, peak, reversals, loop.weights("r0").of("cdn-a"));
      System.out.println("[FIG] " + figures);
      assertThat(seen).as(figures).isBetween(121, 145);
      assertThat(least).as(figures).isLessThanOrEqualTo(400);
      assertThat(peak).as(figures).isLessThanOrEqualTo(0.97);
      assertThat(reversals).as(figures).isLessThanOrEqualTo(4);
      assertThat(loop.weights("r0").of("cdn-a")).as(figures).isGreaterThan(4_000);
    }
  }

  @Test
  void onlyTheRegionWithTheFaultMoves() {
    Loop loop = new Loop(3, 2, 6_000, true);
    loop.faults = (r, n, c, t) -> c.equals("cdn-a") && r.equals("r0") && t >= 120 ? 0.3 : 0.004;
    loop.run(200);
    assertThat(loop.weights("r0").of("cdn-a")).isLessThanOrEqualTo(400);
    assertThat(loop.decisions).allMatch(d -> d.group().region().equals("r0"));
  }

  private static double load(Loop loop, String cdn) {
    return loop.load().getOrDefault(cdn, 0.0);
  }
}
