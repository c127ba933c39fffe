package dev.tidegate.api.wiring;

import org.springframework.context.SmartLifecycle;

/**
 * Something that is started after all is built, in the order of phases, and stopped in the reverse
 * order. Boot's own server, the operator plane, comes last and goes first.
 */
final class Phase implements SmartLifecycle {
  static final int LOOP = 1;
  static final int PUBLIC = 2;
  static final int PROBES = 3;
  static final int DNS = 4;

  private final int phase;
  private final Runnable start;
  private final Runnable stop;
  private volatile boolean running;

  Phase(int phase, Runnable start, Runnable stop) {
    this.phase = phase;
    this.start = start;
    this.stop = stop;
  }

  @Override
  public void start() {
    start.run();
    running = true;
  }

  @Override
  public void stop() {
    running = false;
    stop.run();
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  @Override
  public int getPhase() {
    return phase;
  }
}
