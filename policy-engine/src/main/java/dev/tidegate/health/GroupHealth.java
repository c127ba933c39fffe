package dev.tidegate.health;

import dev.tidegate.model.Rows;
import java.util.Collections;
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
 */
public record GroupHealth(
    Verdict verdict,
    boolean silent,
    double silentSeconds,
    double bitsPerViewer,
    SortedMap<String, CdnHealth> cdns) {
  public GroupHealth {
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

  public CdnHealth of(String cdn) {
    return cdns.getOrDefault(cdn, CdnHealth.UNKNOWN);
  }
}
