package dev.tidegate.benchmarks;

import com.sun.management.ThreadMXBean;
import dev.tidegate.engine.Engine;
import dev.tidegate.engine.Inputs;
import java.lang.management.ManagementFactory;
import java.util.Arrays;

/**
 * The same without JMH and in processor time, for a machine that does other things too: {@code 50
 * 20 5 [steps]}, calm seconds first, then seconds of trouble.
 */
final class StepMain {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private StepMain() {}

  public static void main(String[] args) {
    int[] n = Arrays.stream(args).mapToInt(Integer::parseInt).toArray();
    int steps = n.length > 3 ? n[3] : 200;
    int settling = Math.max(60, steps / 2);
    Audience audience = new Audience(1, n[0], n[1], n[2], 2 * steps);
    for (int i = 0; i < steps; i++) {
      audience.step(audience.next());
    }
    measure("calm", audience, steps - 1);
    for (int i = 0; i < settling; i++) {
      audience.step(audience.next());
    }
    measure("trouble", audience, steps);
    System.out.printf(
        "save %d kB, dump %d kB%n",
        Engine.save(audience.last().state()).length / 1024,
        Engine.dump(audience.last().state()).length / 1024);
  }

  private static void measure(String weather, Audience audience, int steps) {
    long[] nanos = new long[steps];
    long[] bytes = new long[steps];
    for (int i = 0; i < steps; i++) {
      Inputs inputs = audience.next();
      long allocated = THREADS.getCurrentThreadAllocatedBytes();
      long from = THREADS.getCurrentThreadCpuTime();
      audience.step(inputs);
      nanos[i] = THREADS.getCurrentThreadCpuTime() - from;
      bytes[i] = THREADS.getCurrentThreadAllocatedBytes() - allocated;
    }
    Arrays.sort(nanos);
    Arrays.sort(bytes);
    System.out.printf(
        "%d cells, %s: p50 %.1f ms, p99 %.1f ms, worst %.1f ms; allocated p50 %d kB, p99 %d kB%n",
        audience.cells(),
        weather,
        nanos[steps / 2] / 1e6,
        nanos[steps * 99 / 100] / 1e6,
        nanos[steps - 1] / 1e6,
        bytes[steps / 2] / 1024,
        bytes[steps * 99 / 100] / 1024);
  }
}
