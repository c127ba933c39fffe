package dev.tidegate.api.nodes;

import dev.tidegate.model.Cell;
import dev.tidegate.model.Group;
import dev.tidegate.telemetry.ClientDigest;
import dev.tidegate.telemetry.Crowd;
import dev.tidegate.telemetry.VarReader;
import dev.tidegate.telemetry.VarWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/** The names that occur in a report, each once, so that it can be told by its index. */
final class Names {
  private static final int MOST = 100_000;

  /** A class of clients has the longest: a kind and 48 characters of up to four bytes. */
  private static final int MOST_BYTES = 256;

  private final List<String> names;
  private final Map<String, Integer> indices = new HashMap<>();

  private Names(List<String> names) {
    this.names = names;
    names.forEach(name -> indices.put(name, indices.size()));
  }

  static Names of(Heard heard, Optional<SortedMap<Group, Crowd>> crowds) {
    Set<String> all = new HashSet<>();
    heard.digests().forEach(digest -> add(digest.cell(), all));
    heard.viewers().keySet().forEach(cell -> add(cell, all));
    heard.witnesses().keySet().forEach(cell -> add(cell, all));
    for (ClientDigest client : heard.clients()) {
      add(client.cell(), all);
      all.add(client.client());
    }
    heard.trials().forEach(trial -> add(trial.group(), all));
    crowds.ifPresent(c -> c.keySet().forEach(group -> add(group, all)));
    return new Names(all.stream().sorted().toList());
  }

  private static void add(Cell cell, Set<String> to) {
    to.add(cell.place().region());
    to.add(cell.place().network());
    to.add(cell.cdn());
  }

  private static void add(Group group, Set<String> to) {
    to.add(group.region());
    group.network().ifPresent(to::add);
  }

  int index(String name) {
    Integer index = indices.get(name);
    if (index == null) {
      throw new IllegalStateException("a name that was left out: " + name);
    }
    return index;
  }

  void write(VarWriter out) {
    out.number(names.size());
    names.forEach(out::text);
  }

  static Names read(VarReader in) {
    List<String> names = new ArrayList<>();
    for (int i = in.count(MOST); i > 0; i--) {
      names.add(in.text(MOST_BYTES));
    }
    return new Names(names);
  }

  /** The name whose index follows. */
  String next(VarReader in) {
    return at(in.number(), in);
  }

  String at(long index, VarReader in) {
    if (index < 0 || index >= names.size()) {
      throw in.refused("no such name: " + index);
    }
    return names.get((int) index);
  }
}
