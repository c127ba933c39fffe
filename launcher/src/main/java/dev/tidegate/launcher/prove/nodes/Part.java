package dev.tidegate.launcher.prove.nodes;

import dev.tidegate.launcher.prove.Terms;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** One part of {@link NodesProof}, with nodes and a Redis of its own. */
interface Part {
  /** As given to {@code --only}. */
  String name();

  Found run(Terms terms, PrintWriter progress) throws IOException, InterruptedException;

  /** What was found: whether it held, and the part of the page. */
  record Found(boolean held, List<String> lines) {
    public Found {
      lines = List.copyOf(lines);
    }
  }

  /** A table in the making: what, how much, what was asked, and whether all held. */
  final class Claims {
    private final List<String> rows = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();
    private boolean held = true;

    Claims() {
      rows.add("| what | figure | bound | held |");
      rows.add("|---|---|---|---|");
    }

    /** A figure that is asked something of. */
    void claim(String what, Object figure, String bound, boolean holds) {
      rows.add("| %s | %s | %s | %s |".formatted(what, figure, bound, holds ? "yes" : "**no**"));
      held &= holds;
    }

    /** There must be none of these; they are told below the table. */
    void none(String what, List<String> found) {
      claim(what, found.size(), "0", found.isEmpty());
      found.stream().limit(20).forEach(each -> faults.add("- " + what + ": `" + each + "`"));
    }

    /** A figure that nothing is asked of. */
    void figure(String what, Object figure) {
      rows.add("| %s | %s | | |".formatted(what, figure));
    }

    /** The table, with what must not be below it. */
    Found found(String title, List<String> before, List<String> after) {
      List<String> lines = new ArrayList<>(List.of("## " + title, ""));
      lines.addAll(before);
      lines.add("");
      lines.addAll(rows);
      if (!faults.isEmpty()) {
        lines.add("");
        lines.addAll(faults);
      }
      lines.addAll(after);
      lines.add("");
      return new Found(held, lines);
    }
  }
}
