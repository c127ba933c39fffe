package dev.tidegate.api.loop;

import dev.tidegate.telemetry.ProbeResult;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.LongAdder;

/** Probe results that wait for the next step; those that find it full are counted and dropped. */
final class ProbeQueue {
  private final BlockingQueue<ProbeResult> waiting;
  private final LongAdder dropped = new LongAdder();

  ProbeQueue(int capacity) {
    this.waiting = new ArrayBlockingQueue<>(capacity);
  }

  /** Never blocks. False if there was no room. */
  boolean offer(ProbeResult result) {
    boolean taken = waiting.offer(result);
    if (!taken) {
      dropped.increment();
    }
    return taken;
  }

  List<ProbeResult> drain() {
    List<ProbeResult> results = new ArrayList<>(waiting.size());
    waiting.drainTo(results);
    return results;
  }

  long dropped() {
    return dropped.sum();
  }
}
