package dev.tidegate.api.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * What nodes of the document hold: scalars, lists and maps, references expanded. What is of another
 * kind is reported with its place.
 */
record Contents(Reading in) {

  /** A key's place and its value. */
  record Entry(Spot key, Node value) {}

  /** A scalar's text, expanded, and where it was given. */
  record Text(String value, Spot spot) {}

  /** The full name of {@code key} under {@code path}. */
  static String child(String path, String key) {
    String shown = Quantities.oneLine(key);
    return path.isEmpty() ? shown : path + "." + shown;
  }

  /** A single value; empty if it is none. */
  Optional<Text> scalar(String where, Node node) {
    Spot at = at(node);
    if (!(node instanceof ScalarNode scalar)) {
      fault(at, where, "must be a single value, not a " + kind(node));
      return Optional.empty();
    }
    if (isNull(scalar)) {
      fault(at, where, "has no value: give one, or remove the key");
      return Optional.empty();
    }
    List<String> problems = new ArrayList<>();
    String text = in.environment().expand(scalar.getValue(), problems);
    problems.forEach(problem -> fault(at, where, problem));
    return problems.isEmpty() ? Optional.of(new Text(text, at)) : Optional.empty();
  }

  /** The items of a list; none if it is none. */
  List<Node> list(String where, Node node) {
    if (isNull(node)) {
      return List.of();
    }
    if (!(node instanceof SequenceNode sequence)) {
      fault(at(node), where, "must be a list: write it in [ ], even if it has one");
      return List.of();
    }
    return sequence.getValue();
  }

  /** The keys and values of a map, in their order; none if it is none. */
  Map<String, Entry> map(String path, Node node) {
    Map<String, Entry> entries = new LinkedHashMap<>();
    if (isNull(node)) {
      return entries;
    }
    if (!(node instanceof MappingNode mapping)) {
      fault(at(node), path, "must be a map of keys and values, not a " + kind(node));
      return entries;
    }
    for (NodeTuple tuple : mapping.getValue()) {
      Spot at = at(tuple.getKeyNode());
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        fault(at, path, "a key must be a single word, not a " + kind(tuple.getKeyNode()));
      } else {
        take(path, key, new Entry(at, tuple.getValueNode()), entries);
      }
    }
    return entries;
  }

  private void take(String path, ScalarNode keyNode, Entry entry, Map<String, Entry> entries) {
    List<String> problems = new ArrayList<>();
    String key = in.environment().expand(keyNode.getValue(), problems);
    problems.forEach(problem -> fault(entry.key(), child(path, keyNode.getValue()), problem));
    Entry before = entries.putIfAbsent(key, entry);
    if (before != null) {
      fault(entry.key(), child(path, key), "is given twice, first at line " + before.key().line());
    }
  }

  Spot at(Node node) {
    return Spot.of(in.file(), node.getStartMark());
  }

  static boolean isNull(Node node) {
    return node instanceof ScalarNode scalar && scalar.isPlain() && node.getTag().equals(Tag.NULL);
  }

  private static String kind(Node node) {
    return switch (node.getNodeType()) {
      case MAPPING -> "map";
      case SEQUENCE -> "list";
      case SCALAR -> "single value";
      case ANCHOR -> "anchor";
    };
  }

  private void fault(Spot at, String where, String message) {
    in.findings().fault(at, where, message);
  }
}
