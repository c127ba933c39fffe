package dev.tidegate.api.config;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * From bytes to a tree of marked nodes, within bounds: what cannot be hostile any more. The bounds
 * are checked on the stream of events, before a tree is built: size, depth, and the number of nodes
 * once every alias is written out, so that neither deep nesting nor "billion laughs" costs
 * anything.
 */
final class YamlDocument {
  /** Thousands of prefixes and hundreds of services fit; nothing honest is larger. */
  static final int MOST_BYTES = 4 * 1024 * 1024;

  /** The contract's own shape is 7 deep. */
  static final int MOST_DEPTH = 24;

  /** With every alias written out. */
  static final int MOST_NODES = 500_000;

  private final String file;
  private final LoadSettings settings;

  private YamlDocument(String file) {
    this.file = file;
    this.settings =
        LoadSettings.builder()
            .setLabel(file)
            .setUseMarks(true)
            .setAllowNonScalarKeys(true) // refused with their place when the mapping is read
            .setCodePointLimit(MOST_BYTES + 1)
            .setMaxAliasesForCollections(Integer.MAX_VALUE)
            .build();
  }

  /**
   * The document's root; empty if there is nothing in it.
   *
   * @throws ConfigException if it is not YAML, not one document, or beyond a bound
   */
  static Optional<Node> parse(byte[] yaml, String file) throws ConfigException {
    if (yaml.length > MOST_BYTES) {
      throw refused(
          Spot.in(file, 1, 1),
          "the file has " + yaml.length + " bytes; at most " + MOST_BYTES + " are read");
    }
    return new YamlDocument(file).parse(text(yaml, file));
  }

  private Optional<Node> parse(String text) throws ConfigException {
    try {
      new Bounds().check(new Parse(settings).parseString(text));
      return new Compose(settings).composeString(text);
    } catch (MarkedYamlEngineException e) {
      throw refused(Spot.of(file, e.getProblemMark()), notYaml(e, text));
    } catch (YamlEngineException e) {
      throw refused(
          Spot.in(file, 1, 1), "not YAML: " + Quantities.oneLine(String.valueOf(e.getMessage())));
    }
  }

  /** A reference that was not quoted inside braces is the usual reason: say so. */
  private static String notYaml(MarkedYamlEngineException e, String text) {
    int line = e.getProblemMark().map(m -> m.getLine()).orElse(0);
    String context = e.getContext() == null ? "" : e.getContext() + ", ";
    String at = text.lines().skip(line).findFirst().orElse("");
    String hint =
        at.contains("${") && at.indexOf('{') < at.indexOf("${")
            ? "; inside { } or [ ] a ${NAME} must stand in quotes"
            : "";
    return "not YAML: " + Quantities.oneLine(context + e.getProblem()) + hint;
  }

  private static String text(byte[] yaml, String file) throws ConfigException {
    ByteBuffer in = ByteBuffer.wrap(yaml);
    CharBuffer out = CharBuffer.allocate(yaml.length + 1);
    CoderResult result =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT)
            .decode(in, out, true);
    String text = out.flip().toString();
    if (result.isError()) {
      int line = 1 + (int) text.chars().filter(c -> c == '\n').count();
      int column = text.length() - text.lastIndexOf('\n');
      throw refused(Spot.in(file, line, column), "not UTF-8: write the file in UTF-8");
    }
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  private static ConfigException refused(Spot spot, String message) {
    return new ConfigException(
        List.of(new Fault(spot.place(), spot.line(), spot.column(), "", message)));
  }

  /** Walks the events once, counting what the tree would hold. */
  private final class Bounds {
    private final Map<Anchor, Long> sizes = new HashMap<>();
    private final Deque<Long> starts = new ArrayDeque<>();
    private final Deque<Optional<Anchor>> anchors = new ArrayDeque<>();
    private long nodes;
    private int documents;

    void check(Iterable<Event> events) throws ConfigException {
      for (Event event : events) {
        switch (event.getEventId()) {
          case DocumentStart -> document(event);
          case MappingStart, SequenceStart -> open((NodeEvent) event);
          case MappingEnd, SequenceEnd -> close();
          case Scalar -> scalar((NodeEvent) event);
          case Alias -> alias((AliasEvent) event);
          case StreamStart, StreamEnd, DocumentEnd, Comment -> {}
        }
        if (nodes > MOST_NODES) {
          throw refused(
              Spot.of(file, event.getStartMark()),
              "more than " + MOST_NODES + " values, aliases written out: split the file's work");
        }
      }
    }

    private void document(Event event) throws ConfigException {
      documents++;
      if (documents > 1) {
        throw refused(
            Spot.of(file, event.getStartMark()), "a second document begins here: only one is read");
      }
    }

    private void open(NodeEvent event) throws ConfigException {
      starts.push(nodes);
      anchors.push(event.getAnchor());
      nodes++;
      if (starts.size() > MOST_DEPTH) {
        throw refused(
            Spot.of(file, event.getStartMark()),
            "nested more than " + MOST_DEPTH + " deep: nothing in a configuration is");
      }
    }

    private void close() {
      long size = nodes - starts.pop();
      anchors.pop().ifPresent(anchor -> sizes.put(anchor, size));
    }

    private void scalar(NodeEvent event) {
      nodes++;
      event.getAnchor().ifPresent(anchor -> sizes.put(anchor, 1L));
    }

    private void alias(AliasEvent event) throws ConfigException {
      Long size = sizes.get(event.getAlias());
      if (size == null) {
        throw refused(
            Spot.of(file, event.getStartMark()),
            "*" + event.getAlias() + " stands before or inside the value it names");
      }
      nodes += size;
    }
  }
}
