package dev.tidegate.api.config;

import java.util.ArrayList;
import java.util.List;

/**
 * What was found wrong, and what is only remarkable, while one document is read. Bounded: a hostile
 * document could hold a million faults, so after {@value #MOST} the reading ends.
 */
final class Findings {
  /** More than anyone reads at once. */
  static final int MOST = 200;

  private final List<Fault> faults = new ArrayList<>();
  private final List<Fault> warnings = new ArrayList<>();

  /** Ends a reading that has found enough. */
  static final class Enough extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private Enough() {
      super("enough faults", null, false, false);
    }
  }

  void fault(Spot spot, String path, String message) {
    if (faults.size() == MOST) {
      throw new Enough();
    }
    faults.add(new Fault(spot.place(), spot.line(), spot.column(), path, message));
  }

  void warn(Spot spot, String path, String message) {
    if (warnings.size() < MOST) {
      warnings.add(new Fault(spot.place(), spot.line(), spot.column(), path, message));
    }
  }

  List<Fault> warnings() {
    return warnings.stream().sorted(Fault.ORDER).toList();
  }

  boolean any() {
    return !faults.isEmpty();
  }

  /** All of them, as what is thrown. */
  ConfigException exception() {
    return new ConfigException(faults);
  }

  /** As {@link #exception()}, when the reading ended early. */
  ConfigException exceptionAndMore(String file) {
    List<Fault> all = new ArrayList<>(faults);
    String more = "more faults follow these " + MOST + "; the reading ended here";
    all.add(new Fault(file, Integer.MAX_VALUE, 0, "", more));
    return new ConfigException(all);
  }
}
