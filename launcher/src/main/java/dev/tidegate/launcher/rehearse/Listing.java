package dev.tidegate.launcher.rehearse;

import dev.tidegate.rehearsal.sim.Steering;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What there is to rehearse, and against whom. */
final class Listing {
  private Listing() {}

  static List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("Scenarios:");
    for (String name : ScenarioLibrary.NAMES) {
      lines.add(String.format("  %-18s %s", name, ScenarioLibrary.named(name).about()));
    }
    lines.add("");
    lines.add("Against: " + names(Cast.Kind.BASELINE));
    lines.add("Bounds:  " + names(Cast.Kind.BOUND));
    return lines;
  }

  private static String names(Cast.Kind kind) {
    return Cast.others().stream()
        .map(Steering.Factory::name)
        .filter(name -> Cast.kind(name) == kind)
        .collect(Collectors.joining(", "));
  }
}
