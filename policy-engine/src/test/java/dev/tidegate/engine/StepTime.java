package dev.tidegate.engine;

import java.util.Arrays;

/** Prints how long a step takes at 5 000 cells or so: a figure for people, asserted nowhere. */
final class StepTime {
  private StepTime() {}

  public static void main(String[] args) {
    int regions = args.length > 0 ? Integer.parseInt(args[0]) : 834;
    Loop loop = new Loop(1, regions, 600, true);
    loop.faults = (r, n, c, t) -> c.equals("cdn-a") && t > 40 && t < 80 ? 0.3 : 0.004;
    loop.run(20);
    long[] nanos = new long[80];
    int decisions = loop.decisions.size();
    for (int i = 0; i < nanos.length; i++) {
      loop.second++;
      Inputs inputs = loop.inputs();
      long from = System.nanoTime();
      loop.follow(inputs);
      nanos[i] = System.nanoTime() - from;
    }
    Arrays.sort(nanos);
    long from = System.nanoTime();
    int saved = Engine.save(loop.last.state()).length;
    System.out.printf(
        "%d cells, %d decisions: step p50 %.1f ms, p99 %.1f ms, worst %.1f ms; save %.1f ms, %d kB%n",
        loop.viewers.size(),
        loop.decisions.size() - decisions,
        nanos[40] / 1e6,
        nanos[78] / 1e6,
        nanos[79] / 1e6,
        (System.nanoTime() - from) / 1e6,
        saved / 1000);
  }
}
