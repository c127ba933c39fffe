package dev.tidegate.api.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The environment as configuration sees it: {@code ${NAME}} inside values, and {@code TIDEGATE_…}
 * variables that stand over scalars outside maps. It remembers which variables were asked for, so
 * that one with a typing error does not go unnoticed.
 */
final class Environment {
  static final String PREFIX = "TIDEGATE";

  /** Read by the launcher and its script, not by the configuration. */
  private static final Set<String> NOT_OURS =
      Set.of(
          "TIDEGATE_JAVA_HOME",
          "TIDEGATE_JAVA_OPTS",
          "TIDEGATE_HOME",
          "TIDEGATE_IO_URING",
          "TIDEGATE_TRACE");

  private static final Pattern REFERENCE = Pattern.compile("\\$?\\$\\{([^}]*)}?");
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  private final Map<String, String> variables;
  private final Set<String> known = new TreeSet<>();
  private final Set<String> referenced = new TreeSet<>();

  Environment(Map<String, String> variables) {
    this.variables = variables;
  }

  /** The variable's name for {@code key} under {@code prefix}. */
  static String name(String prefix, String key) {
    return prefix + "_" + key.toUpperCase(Locale.ROOT).replace('-', '_');
  }

  /** The override of this name; an empty one counts as not set. */
  Optional<String> override(String name) {
    known.add(name);
    return Optional.ofNullable(variables.get(name)).filter(value -> !value.isEmpty());
  }

  /** True if a variable below this prefix is set, so that a section exists without the file. */
  boolean anyBelow(String prefix) {
    return variables.entrySet().stream()
        .anyMatch(e -> e.getKey().startsWith(prefix + "_") && !e.getValue().isEmpty());
  }

  /**
   * Replaces each reference to a variable; a doubled dollar sign before the brace stands for one,
   * and nothing is replaced.
   *
   * @param problems is told what could not be replaced
   */
  String expand(String text, List<String> problems) {
    if (!text.contains("${")) {
      return text;
    }
    StringBuilder out = new StringBuilder();
    Matcher m = REFERENCE.matcher(text);
    while (m.find()) {
      String found = m.group();
      if (found.startsWith("$$")) {
        m.appendReplacement(out, Matcher.quoteReplacement(found.substring(1)));
      } else {
        m.appendReplacement(out, Matcher.quoteReplacement(lookUp(found, m.group(1), problems)));
      }
    }
    return m.appendTail(out).toString();
  }

  private String lookUp(String found, String name, List<String> problems) {
    if (!found.endsWith("}") || !NAME.matcher(name).matches()) {
      problems.add(
          Quantities.quote(found)
              + " names no variable: write ${NAME}, or $${ for the two characters ${");
      return "";
    }
    referenced.add(name);
    String value = variables.get(name);
    if (value == null) {
      problems.add(
          "the environment variable "
              + name
              + " is not set"
              + Suggestion.hint(name, variables.keySet()));
      return "";
    }
    return value;
  }

  /** Variables that look like ours and set nothing, with what to say of each. */
  Map<String, String> idle() {
    Map<String, String> idle = new TreeMap<>();
    for (String name : new ArrayList<>(variables.keySet())) {
      if (name.startsWith(PREFIX + "_")
          && !known.contains(name)
          && !referenced.contains(name)
          && !NOT_OURS.contains(name)) {
        idle.put(name, "sets nothing" + Suggestion.hint(name, known));
      }
    }
    return idle;
  }
}
