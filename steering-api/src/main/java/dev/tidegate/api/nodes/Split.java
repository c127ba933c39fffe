package dev.tidegate.api.nodes;

import dev.tidegate.model.Cell;
import dev.tidegate.model.Group;
import dev.tidegate.telemetry.Crowd;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/** What was heard, by service. */
final class Split {
  private Split() {}

  /** The services of which something was heard. */
  static Set<String> services(Heard heard, Optional<SortedMap<Group, Crowd>> crowds) {
    Set<String> all = new TreeSet<>();
    heard.digests().forEach(digest -> all.add(service(digest.cell())));
    heard.probes().forEach(probe -> all.add(probe.service()));
    heard.viewers().keySet().forEach(cell -> all.add(service(cell)));
    heard.witnesses().keySet().forEach(cell -> all.add(service(cell)));
    heard.clients().forEach(client -> all.add(client.cell().place().service()));
    heard.trials().forEach(trial -> all.add(trial.group().service()));
    crowds.ifPresent(c -> c.keySet().forEach(group -> all.add(group.service())));
    return all;
  }

  private static String service(Cell cell) {
    return cell.place().service();
  }

  static Heard of(Heard heard, String service) {
    return new Heard(
        of(heard.digests(), service, digest -> service(digest.cell())),
        of(heard.probes(), service, probe -> probe.service()),
        of(heard.viewers(), service, Split::service),
        of(heard.witnesses(), service, Split::service),
        of(heard.clients(), service, client -> client.cell().place().service()),
        of(heard.trials(), service, trial -> trial.group().service()));
  }

  private static <T> List<T> of(List<T> all, String service, Function<T, String> of) {
    return all.stream().filter(one -> of.apply(one).equals(service)).toList();
  }

  static <K, V> SortedMap<K, V> of(SortedMap<K, V> all, String service, Function<K, String> of) {
    SortedMap<K, V> some = new TreeMap<>(all);
    some.keySet().removeIf(key -> !of.apply(key).equals(service));
    return some;
  }
}
