package dev.tidegate.health;

import dev.tidegate.model.Group;
import dev.tidegate.model.Rows;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is believed of every group. Each (service, region) of the setup is here; a (service, region,
 * network) only while that network departs from its region and needs a table of its own.
 */
public record Assessment(SortedMap<Group, GroupHealth> groups) {
  public Assessment {
    groups =
        groups instanceof Rows ? groups : Collections.unmodifiableSortedMap(new TreeMap<>(groups));
  }
}
