package dev.tidegate.weigh;

import dev.tidegate.model.OperatorOverride;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What operators' words come to in one service and region.
 *
 * @param freeze the freeze that holds the weights, if one does
 * @param excluded CDNs taken off the list, with the override that did it
 * @param words what binds single CDNs' shares; empty under a freeze
 * @param limits the capacities that bind there, the strongest of each CDN
 */
public record Ruling(
    Optional<OperatorOverride> freeze,
    SortedMap<String, OperatorOverride> excluded,
    SortedMap<String, Word> words,
    List<OperatorOverride> limits) {

  /**
   * What is ordered of one CDN's share.
   *
   * @param least basis points
   * @param most basis points
   * @param by the override that binds it most
   */
  public record Word(int least, int most, OperatorOverride by) {
    /** True if the operator named this very share or a least one. */
    public boolean raises() {
      return least > 0;
    }
  }

  public Ruling {
    excluded = Collections.unmodifiableSortedMap(new TreeMap<>(excluded));
    words = Collections.unmodifiableSortedMap(new TreeMap<>(words));
    limits = List.copyOf(limits);
  }

  /** Nobody has said anything. */
  public static final Ruling SILENT =
      new Ruling(Optional.empty(), new TreeMap<>(), new TreeMap<>(), List.of());

  /** The override that binds a CDN most, if any. */
  public Optional<OperatorOverride> binding(String cdn) {
    if (excluded.containsKey(cdn)) {
      return Optional.ofNullable(excluded.get(cdn));
    }
    if (freeze.isPresent()) {
      return freeze;
    }
    Word word = words.get(cdn);
    if (word != null) {
      return Optional.of(word.by());
    }
    return limits.stream()
        .filter(l -> l.action().subject().filter(cdn::equals).isPresent())
        .findFirst();
  }
}
