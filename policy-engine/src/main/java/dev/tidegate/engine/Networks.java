package dev.tidegate.engine;

import dev.tidegate.model.Group;
import dev.tidegate.model.Mode;
import dev.tidegate.model.Reason;
import dev.tidegate.shift.Stream;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Networks with a table of their own. One that departs begins with its region's; one that does not
 * any more goes the way of its region, and is answered by it once they have met.
 */
final class Networks {
  /** A network is answered by its region again when no more than this, in basis points, moves. */
  private static final int MET = 100;

  private final EngineState state;
  private final Edition edition;

  Networks(EngineState state, Edition edition) {
    this.state = state;
    this.edition = edition;
  }

  /**
   * Makes groups of those that depart, and ends those of who has met its region.
   *
   * @param mayMove false where nobody may go even the last bit
   */
  void regroup(boolean mayMove) {
    List<Group> ended =
        state.groups.values().stream()
            .filter(this::returns)
            .filter(group -> met(group, mayMove))
            .map(group -> group.group)
            .toList();
    for (Group group : ended) {
      GroupState gone = state.remove(group);
      GroupState region = state.groups.get(group.regional());
      if (gone != null && region != null && !gone.weights.equals(region.weights)) {
        edition.note(group, gone.weights, region.weights, backToRegion(gone));
      }
    }
    for (Group group : state.assessment.groups().keySet()) {
      GroupState region =
          group.network().isPresent() && !state.groups.containsKey(group)
              ? state.groups.get(group.regional())
              : null;
      if (region != null) {
        state.add(new GroupState(group, region));
      }
    }
  }

  /** Lets those that have yet to meet their region go its way. */
  void returning() {
    state.groups.values().stream().filter(this::returns).forEach(this::asItsRegion);
  }

  /** Whether a network does not depart any more, and has yet to meet its region. */
  private boolean returns(GroupState group) {
    return group.group.network().isPresent() && !state.assessment.groups().containsKey(group.group);
  }

  private void asItsRegion(GroupState group) {
    GroupState region = state.groups.get(group.group.regional());
    if (region != null) {
      group.health = region.health;
      group.bent = region.bent;
      group.bentAt = region.bentAt;
    }
  }

  /** Near enough to go on as one; but where nothing may move nobody goes the last bit either. */
  private boolean met(GroupState group, boolean mayMove) {
    GroupState region = state.groups.get(group.group.regional());
    return region == null
        || (mayMove && group.mode != Mode.FROZEN && group.weights.distance(region.weights) <= MET);
  }

  private static SortedMap<String, Cause> backToRegion(GroupState gone) {
    Reason why = new Reason.Configured("the network is answered by its region again");
    SortedMap<String, Cause> causes = new TreeMap<>();
    for (String cdn : gone.weights.shares().keySet()) {
      causes.put(cdn, new Cause(Stream.SLOW, 0, Rule.RETURN, why));
    }
    return causes;
  }
}
