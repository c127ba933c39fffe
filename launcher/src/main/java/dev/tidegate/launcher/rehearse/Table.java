package dev.tidegate.launcher.rehearse;

import dev.tidegate.rehearsal.score.Spread;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A comparison as a table of text: means over seeds, with the standard error where there are more.
 */
final class Table {
  private static final int WIDE = 100;

  private Table() {}

  static List<String> lines(Comparison comparison) {
    List<String> lines = new ArrayList<>();
    lines.add(head(comparison));
    String about = comparison.file().about();
    if (!about.isEmpty()) {
      lines.addAll(wrapped(about, "  "));
    }
    String correct = comparison.file().scenario().correct();
    if (!correct.isEmpty()) {
      lines.addAll(wrapped("right would be: " + correct, "  "));
    }
    lines.add("");
    lines.addAll(aligned(cells(comparison)));
    return lines;
  }

  private static String head(Comparison comparison) {
    List<Long> seeds = comparison.seeds();
    return String.format(
        Locale.ROOT,
        "%s, %s scale (%.0f beacons/s), seed%s %s",
        comparison.name(),
        comparison.scale().word(),
        comparison.scale().beacons(comparison.file().scenario()),
        seeds.size() == 1 ? "" : "s",
        seeds.stream().map(String::valueOf).collect(Collectors.joining(" ")));
  }

  private static List<List<String>> cells(Comparison comparison) {
    List<Column> columns = comparison.columns();
    List<List<String>> rows = new ArrayList<>();
    List<String> head = new ArrayList<>(List.of("steering"));
    columns.forEach(column -> head.add(column.brief()));
    rows.add(head);
    for (String policy : comparison.policies()) {
      List<String> row = new ArrayList<>(List.of(policy));
      for (Column column : columns) {
        row.add(cell(column, comparison.spread(policy, column.measure())));
      }
      rows.add(row);
    }
    return rows;
  }

  static String cell(Column column, Optional<Spread> figure) {
    return figure
        .map(
            spread ->
                column.show(spread.mean())
                    + (spread.count() > 1 ? " ±" + column.show(spread.standardError()) : ""))
        .orElse("-");
  }

  /** The first column to the left, the others to the right. */
  private static List<String> aligned(List<List<String>> rows) {
    int[] widths = new int[rows.getFirst().size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    List<String> lines = new ArrayList<>();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder("  ");
      for (int i = 0; i < widths.length; i++) {
        String space = " ".repeat(widths[i] - row.get(i).length());
        line.append(i == 0 ? row.get(i) + space : "   " + space + row.get(i));
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }

  private static List<String> wrapped(String text, String indent) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder(indent);
    for (String word : text.split(" ", -1)) {
      if (line.length() + word.length() > WIDE) {
        lines.add(line.toString().stripTrailing());
        line = new StringBuilder(indent);
      }
      line.append(word).append(' ');
    }
    lines.add(line.toString().stripTrailing());
    return lines;
  }
}
