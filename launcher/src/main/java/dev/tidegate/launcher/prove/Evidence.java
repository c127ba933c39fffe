package dev.tidegate.launcher.prove;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a proof found.
 *
 * @param held whether everything claimed held
 * @param body Markdown: what was done, with which seeds, the table of figures, what was not covered
 * @param beside files that stand beside the page: what they hold, by the ending of their name, such
 *     as {@code json}
 */
public record Evidence(boolean held, List<String> body, SortedMap<String, String> beside) {
  public Evidence {
    body = List.copyOf(body);
    beside = Collections.unmodifiableSortedMap(new TreeMap<>(beside));
  }

  /** A page alone. */
  public Evidence(boolean held, List<String> body) {
    this(held, body, Collections.emptySortedMap());
  }
}
