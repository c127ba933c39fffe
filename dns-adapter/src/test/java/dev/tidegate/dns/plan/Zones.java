package dev.tidegate.dns.plan;

import dev.tidegate.model.Group;
import dev.tidegate.model.Weights;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Zones, shares and what plans do to them, for tests. */
public final class Zones {
  public static final String ZONE = "cdn.test.";
  public static final Map<String, String> HOSTS =
      Map.of(
          "cdn-a", "a.cdn-one.example.",
          "cdn-b", "b.cdn-two.example.",
          "cdn-c", "c.cdn-three.example.");

  private Zones() {}

  /** Shares of CDNs a, b and c in basis points. */
  public static Shares shares(int a, int b, int c) {
    return new Shares(
        new Weights(new TreeMap<>(Map.of("cdn-a", a, "cdn-b", b, "cdn-c", c))),
        new TreeMap<>(HOSTS));
  }

  /** The same shares of service live in every one of these regions. */
  public static Intended intended(Shares shares, String... regions) {
    TreeMap<Group, Shares> all = new TreeMap<>();
    for (String region : regions) {
      all.put(Group.of("live", region), shares);
    }
    return new Intended("1.1-00000001", all);
  }

  public static ZoneContent empty() {
    return new ZoneContent(Optional.empty(), new TreeMap<>());
  }

  /** What a zone holds after a plan, by the plan's own words. */
  public static ZoneContent after(ZoneContent before, Plan plan) {
    TreeMap<RecordKey, RecordData> records = new TreeMap<>(before.records());
    for (ScopePlan scope : plan.scopes()) {
      for (Change change : scope.changes()) {
        switch (change) {
          case Change.Create(var key, var after) -> records.put(key, after);
          case Change.Update(var key, var _, var after) -> records.put(key, after);
          case Change.Delete(var key, var _) -> records.remove(key);
        }
      }
      RecordKey claim = RecordKey.of(Ownership.name(scope.scope()), "TXT");
      records.remove(claim);
      scope.to().ifPresent(to -> records.put(claim, RecordData.of(20, to.text())));
    }
    return new ZoneContent(before.serial(), records);
  }

  /** That zone with one record set more, or another one in its place. */
  public static ZoneContent with(ZoneContent zone, String name, String type, String value) {
    TreeMap<RecordKey, RecordData> records = new TreeMap<>(zone.records());
    records.put(RecordKey.of(name, type), RecordData.of(20, value));
    return new ZoneContent(zone.serial(), records);
  }
}
