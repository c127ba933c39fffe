package dev.tidegate.launcher.prove;

import java.util.List;

/**
 * What a proof found.
 *
 * @param held whether everything claimed held
 * @param body Markdown: what was done, with which seeds, the table of figures, what was not covered
 */
public record Evidence(boolean held, List<String> body) {
  public Evidence {
    body = List.copyOf(body);
  }
}
