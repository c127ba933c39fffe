package dev.tidegate.health;

import dev.tidegate.model.Rows;
import java.util.Collections;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is believed of a group.
 *
 * @param silent whether beacons were expected and are missing while steering requests go on, long
 *     enough that weights must be held
 * @param silentSeconds for how long they have been missing, 0 if they are not
 * @param bitsPerViewer mean measured bits a second a viewer; 0 if not measured
 * @param cdns by CDN id; every configured CDN of the service is here
 * @param usual by CDN id, the part of requests and of watching time that is usually bad beyond its
 *     peers' at the same moments; below 0 where it is usually better; not a number or absent where
 *     not known
 * @param keeps by CDN id, the part of its configured share, 0..1, that a CDN keeps in a network
 *     where it has always been worse than its peers; one that keeps all of it is not here
 */
public record GroupHealth(
    Verdict verdict,
    boolean silent,
    double silentSeconds,
    double bitsPerViewer,
    SortedMap<String, CdnHealth> cdns,
    SortedMap<String, Double> usual,
    SortedMap<String, Double> keeps) {
  /** Nobody gives up anything. */
  static final SortedMap<String, Double> ALL = Collections.emptySortedMap();

  public GroupHealth {
    keeps = keeps.isEmpty() ? ALL : Collections.unmodifiableSortedMap(new TreeMap<>(keeps));
    usual =
        usual instanceof Rows<String, Double>
            ? usual
            : Collections.unmodifiableSortedMap(new TreeMap<>(usual));
    cdns =
        cdns instanceof Rows<String, CdnHealth>
            ? cdns
            : Collections.unmodifiableSortedMap(new TreeMap<>(cdns));
  }

  /**
   * True if it is known, without a look at any CDN, that none is latched or in probation and
   * nothing speaks against one.
   */
  public boolean calm() {
    return cdns instanceof Beliefs.Region;
  }

  /** One whose usual quality is not known. */
  public GroupHealth(
      Verdict verdict,
      boolean silent,
      double silentSeconds,
      double bitsPerViewer,
      SortedMap<String, CdnHealth> cdns) {
    this(verdict, silent, silentSeconds, bitsPerViewer, cdns, new TreeMap<>(), ALL);
  }

  /** What is usually bad of a CDN beyond its peers, if known. */
  public OptionalDouble usual(String cdn) {
    Double known = usual.get(cdn);
    return known == null || Double.isNaN(known) ? OptionalDouble.empty() : OptionalDouble.of(known);
  }

  public CdnHealth of(String cdn) {
    return cdns.getOrDefault(cdn, CdnHealth.UNKNOWN);
  }
}
