package dev.tidegate.api.nodes;

import dev.tidegate.model.Group;
import dev.tidegate.model.Ids;
import dev.tidegate.telemetry.Crowd;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What one node heard of one service in one tick: an entry of the service's log ({@link
 * Commons#append}). In effect it is heard once, by (node, boot, number), however often it is
 * appended.
 *
 * <p>Laws (the suite {@code NodeReportTest} tests them in this order):
 *
 * <ol>
 *   <li>What is read equals what was written.
 *   <li>An active cell takes at most 96 bytes, averaged over a tick of 5 000 cells, with all that
 *       belongs to it.
 *   <li>Reports of all services together hold what was split.
 *   <li>Bytes of the form before are read; those of other forms are refused, and so is damage.
 * </ol>
 *
 * @param node who heard it: its name
 * @param boot which start of the node this is: rises
 * @param number rises by one each tick, from 1 at each start, the same for all services of a tick
 * @param service of all that was heard
 * @param crowds each 10 s or so: the sessions of the last three TTLs by (service, region), all of
 *     them; empty if they are not told this time
 */
public record NodeReport(
    String node,
    long boot,
    long number,
    String service,
    Heard heard,
    Optional<SortedMap<Group, Crowd>> crowds) {

  /**
   * @throws IllegalArgumentException if names or numbers are not legal, or something is of another
   *     service
   */
  public NodeReport {
    Ids.require("node", node);
    Ids.require("service", service);
    if (boot < 0 || number < 1) {
      throw new IllegalArgumentException("no such report: boot " + boot + ", number " + number);
    }
    crowds = crowds.map(all -> Collections.unmodifiableSortedMap(new TreeMap<>(all)));
    if (!Split.services(heard, crowds).stream().allMatch(service::equals)) {
      throw new IllegalArgumentException("a report of " + service + " holds another service's");
    }
  }

  /** As bytes of the form that is written now. */
  public byte[] bytes() {
    return ReportCoding.write(this);
  }

  /**
   * Reads what {@link #bytes} wrote.
   *
   * @throws IllegalArgumentException if the bytes are no report of a form that is known here
   */
  public static NodeReport read(byte[] bytes) {
    return ReportCoding.read(bytes);
  }

  /**
   * Reports of what a node heard in a tick, one for each service.
   *
   * @param services that get a report even if nothing was heard of them: so a leader sees that the
   *     node lives, and that viewers have gone
   */
  public static List<NodeReport> split(
      String node,
      long boot,
      long number,
      Set<String> services,
      Heard heard,
      Optional<SortedMap<Group, Crowd>> crowds) {
    Set<String> all = new TreeSet<>(services);
    all.addAll(Split.services(heard, crowds));
    List<NodeReport> reports = new ArrayList<>();
    for (String service : all) {
      reports.add(
          new NodeReport(
              node,
              boot,
              number,
              service,
              Split.of(heard, service),
              crowds.map(c -> Split.of(c, service, Group::service))));
    }
    return reports;
  }
}
