package dev.tidegate.dns.plan;

import dev.tidegate.model.Group;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/** How a backend says shares in records. Pure functions. */
public interface Layout {
  /** One word for it, which stands in the ownership records. */
  String form();

  /** In how many parts a share can be said: 100 means steps of 1 %; a smaller share is 0 there. */
  int parts();

  /** The types that we write at names of ours, beside the ownership records. */
  Set<String> types();

  /** Which scope a name would be of, whoever's it is; empty if we would never write it. */
  Optional<String> scopeOf(String name);

  /**
   * The records that say these shares, by scope.
   *
   * @param there what stands now, so that as little as possible changes
   */
  SortedMap<String, SortedMap<RecordKey, RecordData>> records(Intended intended, ZoneContent there);

  /**
   * The shares that records of one scope say, in {@link #parts}, by host and (service, region).
   * What cannot be read as shares is left out.
   */
  SortedMap<Group, SortedMap<String, Integer>> shares(
      String scope, SortedMap<RecordKey, RecordData> records);
}
