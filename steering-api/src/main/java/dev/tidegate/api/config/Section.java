package dev.tidegate.api.config;

import dev.tidegate.api.config.Contents.Entry;
import dev.tidegate.api.config.Contents.Text;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.snakeyaml.engine.v2.nodes.CollectionNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * One mapping of the document while it is read. A key is legal because someone asks for it: when
 * the reader of the section is done, what was not asked for is reported as unknown. A value that
 * cannot be read is reported with its place, and the reader goes on with a stand-in, so that all
 * faults are found in one pass; whoever started the reading throws at the end.
 */
public final class Section {
  /** More legal keys than these are not listed in a fault. */
  private static final int MOST_NAMED = 24;

  private final Reading in;
  private final String path;

  /** Under which environment variables stand over this section's scalars; empty inside maps. */
  private final Optional<String> variable;

  private final Spot spot;
  private final Contents contents;
  private final Map<String, Entry> entries;
  private final TreeSet<String> asked = new TreeSet<>();

  /** Each map is taken once, so that what is wrong with its keys is said once. */
  private final Map<String, Section> maps = new HashMap<>();

  private Section(
      Reading in, String path, Optional<String> variable, Spot spot, Optional<Node> node) {
    this.in = in;
    this.path = path;
    this.variable = variable;
    this.spot = spot;
    this.contents = new Contents(in);
    this.entries = node.map(n -> contents.map(path, n)).orElseGet(Map::of);
  }

  /** Reads the whole document by {@code read}. */
  static <T> T root(Reading in, Optional<Node> node, Function<Section, T> read) {
    Spot start = Spot.in(in.file(), 1, 1);
    return new Section(in, "", Optional.of(Environment.PREFIX), start, node).finish(read);
  }

  // --- what stands here ---

  Reading in() {
    return in;
  }

  /** True if {@code key} is given, in the file or by the environment. */
  public boolean has(String key) {
    asked.add(key);
    return entries.containsKey(key) || override(key).isPresent();
  }

  /** True if {@code key} is absent or holds nothing at all, not even something at fault. */
  public boolean isEmpty(String key) {
    asked.add(key);
    Entry entry = entries.get(key);
    return entry == null
        || Contents.isNull(entry.value())
        || (entry.value() instanceof CollectionNode<?> nodes && nodes.getValue().isEmpty());
  }

  /** The value of {@code key}; empty if it is absent or at fault. */
  public <T> Optional<T> optional(String key, Parser<T> parser) {
    return text(key).flatMap(text -> parse(child(key), text, parser));
  }

  /** The value of {@code key}; {@code fallback} if it is absent, or at fault and reported. */
  public <T> T value(String key, Parser<T> parser, T fallback) {
    return optional(key, parser).orElse(fallback);
  }

  /**
   * The value of a key that must be there.
   *
   * @param example what would be right, for the fault
   * @param standIn goes on being read with where the value is missing or at fault
   */
  public <T> T required(String key, Parser<T> parser, String example, T standIn) {
    if (!has(key)) {
      fault(spot, child(key), "is missing: add it, such as " + key + ": " + example);
    }
    return optional(key, parser).orElse(standIn);
  }

  /** A secret's text: as given, or what is in the file that {@code file:…} names. */
  Optional<String> secret(String key) {
    return optional(key, text -> Formats.secret(in, text));
  }

  /** The scalars of a list, none twice; empty if the key is absent. */
  public <T> List<T> list(String key, Parser<T> parser) {
    Set<T> list = new LinkedHashSet<>();
    List<Node> nodes = nodes(key);
    for (int i = 0; i < nodes.size(); i++) {
      String item = child(key) + "[" + i + "]";
      Spot at = contents.at(nodes.get(i));
      contents
          .scalar(item, nodes.get(i))
          .flatMap(text -> parse(item, text, parser))
          .ifPresent(
              value -> {
                if (!list.add(value)) {
                  fault(at, item, value + " stands in the list twice: remove one");
                }
              });
    }
    return List.copyOf(list);
  }

  /** A nested section of fixed keys; read as an empty one where it is absent. */
  public <T> T section(String key, Function<Section, T> read) {
    asked.add(key);
    Entry entry = entries.get(key);
    Spot at = entry == null ? spot : entry.key();
    Optional<Node> node = Optional.ofNullable(entry).map(Entry::value);
    return new Section(in, child(key), variable.map(v -> Environment.name(v, key)), at, node)
        .finish(read);
  }

  /** A nested section that may be absent. */
  public <T> Optional<T> optionalSection(String key, Function<Section, T> read) {
    asked.add(key);
    boolean there =
        entries.containsKey(key)
            || variable.map(v -> in.environment().anyBelow(Environment.name(v, key))).orElse(false);
    return there ? Optional.of(section(key, read)) : Optional.empty();
  }

  /** The sections of a list. */
  public <T> List<T> sections(String key, Function<Section, T> read) {
    List<T> list = new ArrayList<>();
    List<Node> nodes = nodes(key);
    for (int i = 0; i < nodes.size(); i++) {
      Node node = nodes.get(i);
      String item = child(key) + "[" + i + "]";
      list.add(
          new Section(in, item, Optional.empty(), contents.at(node), Optional.of(node))
              .finish(read));
    }
    return List.copyOf(list);
  }

  /** The keys of a map that are legal; those that are not are reported when the map is read. */
  public SortedSet<String> keys(String key, Parser<String> keyRule) {
    SortedSet<String> keys = new TreeSet<>();
    for (String name : map(key).entries.keySet()) {
      try {
        keys.add(keyRule.parse(name));
      } catch (IllegalArgumentException reportedByEntries) {
        // the reader of the map reports it with its place
      }
    }
    return keys;
  }

  /**
   * A map of sections by name, such as {@code cdns}.
   *
   * @param keyRule what a name may be
   * @param read makes the value; empty if it cannot
   */
  public <T> SortedMap<String, T> entries(
      String key, Parser<String> keyRule, BiFunction<String, Section, Optional<T>> read) {
    SortedMap<String, T> map = new TreeMap<>();
    Section here = map(key);
    here.entries.forEach(
        (name, entry) -> {
          String item = here.child(name);
          Optional<String> legal = parse(item, new Text(name, entry.key()), keyRule);
          Optional<T> value =
              new Section(in, item, Optional.empty(), entry.key(), Optional.of(entry.value()))
                  .finish(section -> read.apply(legal.orElse("unnamed"), section));
          legal.ifPresent(id -> value.ifPresent(v -> map.put(id, v)));
        });
    return Collections.unmodifiableSortedMap(map);
  }

  /** A map of scalars by name, such as {@code weights}. */
  public <T> SortedMap<String, T> scalars(String key, Parser<String> keyRule, Parser<T> parser) {
    SortedMap<String, T> map = new TreeMap<>();
    Section here = map(key);
    here.entries.forEach(
        (name, entry) -> {
          String item = here.child(name);
          Optional<String> legal = parse(item, new Text(name, entry.key()), keyRule);
          Optional<T> value =
              contents.scalar(item, entry.value()).flatMap(t -> parse(item, t, parser));
          legal.ifPresent(id -> value.ifPresent(v -> map.put(id, v)));
        });
    return Collections.unmodifiableSortedMap(map);
  }

  // --- what is wrong here ---

  /** A fault of the section as a whole. */
  public void fault(String message) {
    fault(spot, path, message);
  }

  /** A fault at {@code key}'s value, or at the section where the key is absent. */
  public void fault(String key, String message) {
    fault(spot(key), child(key), message);
  }

  /** Something worth knowing at {@code key}. */
  public void warn(String key, String message) {
    in.findings().warn(spot(key), child(key), message);
  }

  private void fault(Spot at, String where, String message) {
    in.findings().fault(at, where, message);
  }

  private Spot spot(String key) {
    if (override(key).isPresent()) {
      return Spot.variable(Environment.name(variable.orElse(""), key));
    }
    Entry entry = entries.get(key);
    return entry == null
        ? spot
        : entry.value() instanceof ScalarNode ? contents.at(entry.value()) : entry.key();
  }

  // --- how it is read ---

  private <T> T finish(Function<Section, T> read) {
    T result = read.apply(this);
    entries.forEach(
        (key, entry) -> {
          if (!asked.contains(key)) {
            fault(entry.key(), child(key), "is not a key here" + unknown(key));
          }
        });
    return result;
  }

  private String unknown(String key) {
    String hint = Suggestion.hint(key, asked);
    if (!hint.isEmpty() || asked.isEmpty() || asked.size() > MOST_NAMED) {
      return hint;
    }
    return ": legal are " + String.join(", ", asked);
  }

  private String child(String key) {
    return Contents.child(path, key);
  }

  private Optional<String> override(String key) {
    return variable.flatMap(v -> in.environment().override(Environment.name(v, key)));
  }

  private Optional<Text> text(String key) {
    asked.add(key);
    Optional<String> override = override(key);
    if (override.isPresent()) {
      return Optional.of(new Text(override.get(), spot(key)));
    }
    return Optional.ofNullable(entries.get(key))
        .flatMap(e -> contents.scalar(child(key), e.value()));
  }

  private <T> Optional<T> parse(String where, Text text, Parser<T> parser) {
    try {
      return Optional.of(parser.parse(text.value()));
    } catch (IllegalArgumentException e) {
      fault(text.spot(), where, String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  /** The map under {@code key}, whose keys are names; an empty one where it is absent. */
  private Section map(String key) {
    asked.add(key);
    Entry entry = entries.get(key);
    Spot at = entry == null ? spot : entry.key();
    Optional<Node> node = Optional.ofNullable(entry).map(Entry::value);
    return maps.computeIfAbsent(key, k -> new Section(in, child(k), Optional.empty(), at, node));
  }

  private List<Node> nodes(String key) {
    asked.add(key);
    Entry entry = entries.get(key);
    return entry == null ? List.of() : contents.list(child(key), entry.value());
  }
}
