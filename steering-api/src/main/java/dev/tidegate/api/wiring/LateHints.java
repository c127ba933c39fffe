package dev.tidegate.api.wiring;

import dev.tidegate.api.steer.Hints;

/** The operator plane knows what was given up, and is made last. Until it is there, nothing is. */
final class LateHints implements Hints {
  private volatile Hints hints = Hints.NONE;

  void are(Hints made) {
    hints = made;
  }

  @Override
  public String of(String service, String region) {
    return hints.of(service, region);
  }
}
