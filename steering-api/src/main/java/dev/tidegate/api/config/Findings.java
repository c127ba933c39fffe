package dev.tidegate.api.config;

import java.util.ArrayList;
import java.util.List;

/** What was found wrong, and what is only remarkable, while one document is read. Bounded. */
final class Findings {
  /** More than anyone reads at once; a hostile document could have millions. */
  static final int MOST = 200;

  private final List<Fault> faults = new ArrayList<>();
  private final List<Fault> warnings = new ArrayList<>();
  private int unlisted;

  void fault(Spot spot, String path, String message) {
    if (faults.size() < MOST) {
      faults.add(new Fault(spot.place(), spot.line(), spot.column(), path, message));
    } else {
      unlisted++;
    }
  }

  void warn(Spot spot, String path, String message) {
    if (warnings.size() < MOST) {
      warnings.add(new Fault(spot.place(), spot.line(), spot.column(), path, message));
    }
  }

  List<Fault> warnings() {
    return warnings.stream().sorted(Fault.ORDER).toList();
  }

  /** Does nothing if nothing is wrong. */
  void throwIfAny(String file) throws ConfigException {
    if (faults.isEmpty()) {
      return;
    }
    List<Fault> all = new ArrayList<>(faults);
    if (unlisted > 0) {
      String more = "and " + unlisted + " more faults, not listed";
      all.add(new Fault(file, Integer.MAX_VALUE, 0, "", more));
    }
    throw new ConfigException(all);
  }
}
