package dev.tidegate.engine;

import dev.tidegate.model.Group;
import dev.tidegate.model.Place;
import dev.tidegate.model.Service;
import dev.tidegate.model.Setup;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The groups of a moment as numbers: each has an index in their order, and each of its service's
 * CDNs a place in one row over all groups. Made anew when a group comes or goes.
 */
final class Grid {
  /** More places than this are not remembered: they are looked up again. */
  private static final int MOST_PLACES = 200_000;

  private static final String[] NOBODY = {};

  final Setup setup;
  private final GroupState[] groups;

  /** By group: the ids of its service's CDNs in order, and where its part of a row begins. */
  private final String[][] cdns;

  private final int[] from;
  private final Map<Group, Integer> index = new HashMap<>();
  private final Map<Place, Integer> owners = new HashMap<>();

  Grid(Collection<GroupState> sorted, Setup setup) {
    this.setup = setup;
    groups = sorted.toArray(GroupState[]::new);
    cdns = new String[groups.length][];
    from = new int[groups.length + 1];
    Map<String, String[]> known = new HashMap<>();
    for (int g = 0; g < groups.length; g++) {
      index.put(groups[g].group, g);
      cdns[g] = known.computeIfAbsent(groups[g].group.service(), id -> cdns(setup, id));
      from[g + 1] = from[g] + cdns[g].length;
    }
  }

  private static String[] cdns(Setup setup, String service) {
    Service known = setup.services().get(service);
    return known == null ? NOBODY : known.cdns().keySet().toArray(String[]::new);
  }

  int size() {
    return groups.length;
  }

  /** Length of a row over all groups' CDNs. */
  int width() {
    return from[groups.length];
  }

  GroupState group(int g) {
    return groups[g];
  }

  /** The index of a group; negative if there is none such. */
  int of(Group group) {
    return index.getOrDefault(group, -1);
  }

  String[] cdns(int g) {
    return cdns[g];
  }

  /** Where a group's part of a row begins. */
  int from(int g) {
    return from[g];
  }

  /** The index of the group that a place's viewers are in: its network's, its region's, or -1. */
  int owner(Place place) {
    Integer known = owners.get(place);
    if (known != null) {
      return known;
    }
    if (owners.size() >= MOST_PLACES) {
      owners.clear();
    }
    Group network = Group.of(place.service(), place.region(), place.network());
    int own = of(network);
    int found = own < 0 ? of(network.regional()) : own;
    owners.put(place, found);
    return found;
  }

  /** Whether this is still the grid of these groups. */
  @SuppressWarnings("ReferenceEquality") // the same setup, not one that looks like it
  boolean holds(@Nullable Setup now) {
    return setup == now;
  }
}
