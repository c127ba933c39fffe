package dev.tidegate.engine;

import dev.tidegate.model.Capacity;
import dev.tidegate.model.OperatorOverride;
import dev.tidegate.telemetry.ProbeResult.Outcome;
import java.util.List;
import java.util.Optional;

/** The stories by which behaviour is frozen and states are written down and read again. */
final class Stories {
  private static final String A = "cdn-a";
  private static final String B = "cdn-b";
  private static final String C = "cdn-c";

  private Stories() {}

  /** All of them, each made anew. */
  static List<Story> all() {
    return List.of(
        brownout(), network(), arrivals(), silence(), outage(), operators(), latency(), setups());
  }

  private static Story brownout() {
    Loop loop = new Loop(11, 2, 6_000, true);
    loop.faults = (r, n, c, t) -> c.equals(A) && t >= 80 && t < 200 ? 0.054 : 0.004;
    return new Story("brownout", loop, 11);
  }

  private static Story network() {
    Loop loop = new Loop(12, 3, 3_000, true);
    loop.expecting = true;
    loop.faults =
        (r, n, c, t) ->
            c.equals(A) && r.equals("r1") && n.equals("n1") && t >= 60 && t < 200 ? 0.25 : 0.005;
    return new Story("network", loop, 12);
  }

  private static Story arrivals() {
    Loop loop = new Loop(13, 2, 6_000, true);
    loop.faults = (r, n, c, t) -> c.equals(A) && t >= 60 ? 0.1 : 0.004;
    loop.moved = Optional.of((r, n, c, t) -> c.equals(B) ? 0.5 : 0.004);
    return new Story("arrivals", loop, 13);
  }

  private static Story silence() {
    Loop loop = new Loop(14, 2, 4_000, true);
    loop.expecting = true;
    loop.faults = (r, n, c, t) -> c.equals(C) && t >= 50 && t < 90 ? 0.1 : 0.004;
    Story story = new Story("silence", loop, 14);
    story.silent = t -> t >= 100 && t < 160;
    story.storeGone = t -> t >= 200 && t < 240;
    return story;
  }

  private static Story outage() {
    Loop loop = new Loop(15, 2, 3_000, false);
    loop.faults = (r, n, c, t) -> c.equals(B) && t >= 60 && t < 120 ? 0.9 : 0.004;
    Story story = new Story("outage", loop, 15);
    story.prober =
        Optional.of(
            (cdn, t) -> {
              if (cdn.equals(B) && t >= 60 && t < 120) {
                return Outcome.TIMEOUT;
              }
              return cdn.equals(C) && t >= 250 && t < 265 ? Outcome.STALE : Outcome.OK;
            });
    story.between = t -> t % 7 == 0;
    return story;
  }

  private static Story operators() {
    Loop loop = new Loop(16, 2, 3_000, true);
    loop.faults = (r, n, c, t) -> c.equals(A) && t >= 150 && t < 180 ? 0.3 : 0.004;
    return new Story("operators", loop, 16)
        .says(new OperatorOverride.Drain(A), Optional.of("r0"), 20, 40)
        .says(new OperatorOverride.Cap(B, 1_000), Optional.empty(), 60, 90)
        .says(new OperatorOverride.Exclude(C), Optional.empty(), 100, 110)
        .says(new OperatorOverride.Freeze(true), Optional.of("r1"), 145, 165)
        .says(new OperatorOverride.Freeze(false), Optional.of("r0"), 145, 165)
        .says(
            new OperatorOverride.Limit(B, new Capacity.Viewers(1_500)), Optional.empty(), 230, 260)
        .says(new OperatorOverride.Pin(C), Optional.of("r1"), 270, 280);
  }

  private static Story latency() {
    Loop loop = new Loop(17, 2, 4_000, true);
    loop.faults = (r, n, c, t) -> t >= 300 && n.equals("n0") ? 0.05 : 0.006;
    Story story = new Story("latency", loop, 17);
    story.millis = (r, c, t) -> c.equals(C) && t >= 80 && t < 160 ? 260 : 60;
    return story;
  }

  private static Story setups() {
    Loop loop = new Loop(18, 2, 3_000, true);
    loop.faults = (r, n, c, t) -> c.equals(A) && t >= 100 && t < 130 ? 0.2 : 0.004;
    Story story = new Story("setups", loop, 18);
    story.setups =
        (first, t) -> {
          if (t < 40) {
            return first;
          }
          if (t < 110) {
            return Story.changed(first, A, 20, List.of("r7"), List.of());
          }
          return t < 180
              ? Story.changed(first, "cdn-d", 10, List.of(), List.of(B))
              : Story.changed(first, "cdn-d", 10, List.of(), List.of());
        };
    return story;
  }
}
