package dev.tidegate.api.config;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Writes a tree as YAML that the loader reads as the same values: block maps, one-line lists. */
final class YamlWriter {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z/][A-Za-z0-9._/-]*");
  private static final Set<String> WORDS =
      Set.of("true", "false", "null", "yes", "no", "on", "off", "y", "n");

  private final StringBuilder out = new StringBuilder();

  private YamlWriter() {}

  /** What is a value in a tree of maps. */
  sealed interface Value {
    /** Written as it stands: a number, a duration, a capacity. */
    record Raw(String text) implements Value {}

    /** Written so that it is read as this text, whatever is in it. */
    record Text(String text) implements Value {}

    /** A list of scalars. */
    record Row(List<? extends Value> items) implements Value {}

    /** A nested map. */
    record Tree(Map<String, ? extends Value> entries) implements Value {}

    /** A list of maps. */
    record Trees(List<Tree> items) implements Value {}

    /** Not a value at all: a comment in its place. */
    record Remark(String text) implements Value {}
  }

  static String write(Value.Tree tree) {
    YamlWriter writer = new YamlWriter();
    writer.entries(tree, "");
    return writer.out.toString();
  }

  private void entries(Value.Tree tree, String indent) {
    tree.entries()
        .forEach(
            (key, value) -> {
              boolean remark = value instanceof Value.Remark;
              out.append(indent).append(remark ? "# " : "").append(scalar(key)).append(':');
              value(value, indent);
            });
  }

  private void value(Value value, String indent) {
    switch (value) {
      case Value.Raw(String text) -> out.append(' ').append(text).append('\n');
      case Value.Text(String text) -> out.append(' ').append(scalar(text)).append('\n');
      case Value.Row(List<? extends Value> items) ->
          out.append(' ').append(row(items)).append('\n');
      case Value.Remark(String text) -> out.append(' ').append(text).append('\n');
      case Value.Tree tree -> nested(tree, indent);
      case Value.Trees(List<Value.Tree> items) -> list(items, indent);
    }
  }

  private void nested(Value.Tree tree, String indent) {
    if (tree.entries().isEmpty()) {
      out.append(" {}\n");
      return;
    }
    out.append('\n');
    entries(tree, indent + "  ");
  }

  private void list(List<Value.Tree> items, String indent) {
    if (items.isEmpty()) {
      out.append(" []\n");
      return;
    }
    out.append('\n');
    for (Value.Tree item : items) {
      out.append(indent).append("  -\n");
      entries(item, indent + "    ");
    }
  }

  private static String row(List<? extends Value> items) {
    return items.stream()
        .map(
            item ->
                switch (item) {
                  case Value.Raw(String text) -> text;
                  case Value.Text(String text) -> scalar(text);
                  case Value.Row _, Value.Tree _, Value.Trees _, Value.Remark _ ->
                      throw new IllegalArgumentException("a row holds scalars only: " + item);
                })
        .collect(Collectors.joining(", ", "[", "]"));
  }

  private static String scalar(String text) {
    if (PLAIN.matcher(text).matches() && !WORDS.contains(text)) {
      return text;
    }
    String escaped = text.replace("${", "$${");
    StringBuilder quoted = new StringBuilder("\"");
    escaped.codePoints().forEach(c -> quoted.append(escape(c)));
    return quoted.append('"').toString();
  }

  private static String escape(int c) {
    if (c == '"' || c == '\\') {
      return "\\" + (char) c;
    }
    return c >= 32 && c < 127 ? String.valueOf((char) c) : String.format("\\U%08x", c);
  }
}
