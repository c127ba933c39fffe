package dev.tidegate.api.control;

/** Whether this process wants traffic: not before it can answer, not once it is to end. */
public final class Readiness {
  private volatile boolean ready;

  public boolean ready() {
    return ready;
  }

  /** A ranking can be served. */
  public void up() {
    ready = true;
  }

  /** The process is to end; what still comes is answered. */
  public void down() {
    ready = false;
  }
}
