package dev.tidegate.shift;

import java.util.Collection;
import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How the places behind the first are dealt. Error-driven failover lands on the second CDN of an
 * order, so second places are dealt in proportion to the room that each CDN has left.
 *
 * @param headroom relative room left by CDN, in basis points of all room; a CDN that is not listed
 *     counts as having the least room
 * @param last CDNs that stand behind all others in every bucket they do not own: the drained, and
 *     those of weight 0
 */
public record Tails(SortedMap<String, Integer> headroom, SortedSet<String> last) {
  /** A difference of headroom share from which tails are dealt anew, basis points. */
  public static final int REDEAL_AT = 1_000;

  public Tails {
    headroom = Collections.unmodifiableSortedMap(new TreeMap<>(headroom));
    last = Collections.unmodifiableSortedSet(new TreeSet<>(last));
    if (headroom.values().stream().anyMatch(h -> h < 0)) {
      throw new IllegalArgumentException("headroom must not be negative: " + headroom);
    }
  }

  /** Everyone has the same room, nobody stands last. */
  public static Tails even(Collection<String> cdns) {
    TreeMap<String, Integer> same = new TreeMap<>();
    cdns.forEach(cdn -> same.put(cdn, 10_000 / cdns.size()));
    return new Tails(same, new TreeSet<>());
  }

  /** True if {@code wanted} is so different that orders should be dealt anew by it. */
  public boolean outdatedBy(Tails wanted) {
    if (!last.equals(wanted.last) || !headroom.keySet().equals(wanted.headroom.keySet())) {
      return true;
    }
    for (String cdn : headroom.keySet()) {
      if (outdatedBy(cdn, wanted.of(cdn))) {
        return true;
      }
    }
    return false;
  }

  /** True if so much room for one CDN, in basis points, is so different. */
  public boolean outdatedBy(String cdn, int wanted) {
    return Math.abs(of(cdn) - wanted) >= REDEAL_AT;
  }

  int of(String cdn) {
    return headroom.getOrDefault(cdn, 0);
  }
}
