package dev.tidegate.dns.plan;

import static dev.tidegate.dns.plan.Zones.ZONE;
import static dev.tidegate.dns.plan.Zones.after;
import static dev.tidegate.dns.plan.Zones.empty;
import static dev.tidegate.dns.plan.Zones.intended;
import static dev.tidegate.dns.plan.Zones.shares;
import static dev.tidegate.dns.plan.Zones.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.dns.rfc2136.BucketLayout;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class GuardTest {
  private static final Limits LIMITS = new Limits("prod-1", ZONE, 0.3);
  private static final Layout BUCKETS = layout(20);

  private static Layout layout(int ttl) {
    return new BucketLayout(
        ZONE, "live", Map.of("in-west", "w", "in-south", "s", "eu", "eu", "us", "us"), ttl);
  }

  private static Plan plan(Intended intended, ZoneContent there) {
    return Planner.plan("t", "prod-1", intended, there, BUCKETS);
  }

  private static List<String> rules(Plan plan, ZoneContent there, Intended intended) {
    return new Guard(LIMITS, BUCKETS)
        .check(plan, there, intended).stream().map(Violation::rule).distinct().toList();
  }

  @Test
  void anEmptyZoneMayBeFilledAndWhatIsOursMayBeRepointed() {
    Intended first = intended(shares(7000, 2000, 1000), "in-west", "eu");
    Plan fill = plan(first, empty());
    assertThat(fill.size()).isEqualTo(200);
    assertThat(rules(fill, empty(), first)).isEmpty();
    ZoneContent filled = after(empty(), fill);
    Intended all = intended(shares(0, 5000, 5000), "in-west", "eu");
    Plan drain = plan(all, filled);
    assertThat(drain.size()).as("every name of a moves").isEqualTo(140);
    assertThat(rules(drain, filled, all)).as("re-pointing is not counted").isEmpty();
  }

  @Test
  void namesThatNobodyOrAnotherClaimsAreNotTouched() {
    Intended wanted = intended(shares(7000, 2000, 1000), "in-west");
    ZoneContent unclaimed = with(empty(), "b07.w.cdn.test.", "CNAME", "somewhere.example.");
    assertThat(rules(plan(wanted, unclaimed), unclaimed, wanted)).containsExactly("not ours");
    ZoneContent foreign =
        with(
            empty(),
            "_tidegate.w.cdn.test.",
            "TXT",
            new Ownership("prod-2", "buckets", 4, "0".repeat(32)).text());
    assertThat(rules(plan(wanted, foreign), foreign, wanted)).containsExactly("not ours");
    ZoneContent words = with(empty(), "_tidegate.w.cdn.test.", "TXT", "hands off");
    assertThat(rules(plan(wanted, words), words, wanted)).containsExactly("not ours");
  }

  @Test
  void aForeignTypeAtANameOfOursStopsThePlan() {
    Intended before = intended(shares(7000, 2000, 1000), "in-west");
    ZoneContent ours = after(empty(), plan(before, empty()));
    ZoneContent edited = with(ours, "b07.w.cdn.test.", "TXT", "note to self");
    Intended after = intended(shares(6000, 3000, 1000), "in-west");
    assertThat(rules(plan(after, edited), edited, after)).containsExactly("not ours");
  }

  @Test
  void moreThanThePartThatMayBeMadeOrRemovedIsRefused() {
    Intended three = intended(shares(7000, 2000, 1000), "in-west", "in-south", "eu");
    ZoneContent filled = after(empty(), plan(three, empty()));
    Intended four = intended(shares(7000, 2000, 1000), "in-west", "in-south", "eu", "us");
    Plan more = plan(four, filled);
    assertThat(rules(more, filled, four)).containsExactly("max-change");
    Intended two = intended(shares(7000, 2000, 1000), "in-west", "in-south");
    assertThat(rules(plan(two, filled), filled, two)).containsExactly("max-change");
    Guard wide = new Guard(LIMITS.withMaxChange(0.34), BUCKETS);
    assertThat(wide.check(more, filled, four)).isEmpty();
    assertThat(wide.check(plan(two, filled), filled, two)).isEmpty();
  }

  @Test
  void ttlsOutsideOfTheClampAreRefused() {
    Intended wanted = intended(shares(7000, 2000, 1000), "in-west");
    for (int ttl : new int[] {1, 4, 301, 86_400}) {
      Plan plan = Planner.plan("t", "prod-1", wanted, empty(), layout(ttl));
      assertThat(rules(plan, empty(), wanted)).as("ttl " + ttl).containsExactly("ttl");
    }
  }

  @Test
  void allNamesToOneCdnOnlyWhereTheSnapshotSaysSo() {
    Intended all = intended(shares(10_000, 0, 0), "in-west");
    assertThat(rules(plan(all, empty()), empty(), all)).isEmpty();
    Intended canary = intended(shares(9_960, 40, 0), "in-west");
    assertThat(rules(plan(canary, empty()), empty(), canary)).as("below a part").isEmpty();
    Intended split = intended(shares(9_700, 300, 0), "in-west");
    Plan wrong = plan(all, empty());
    assertThat(rules(wrong, empty(), split)).contains("one CDN", "shares");
  }

  @Test
  void sharesThatAreNotTheSnapshotsAreRefused() {
    Intended wanted = intended(shares(7000, 2000, 1000), "in-west");
    Intended other = intended(shares(2000, 7000, 1000), "in-west");
    assertThat(rules(plan(other, empty()), empty(), wanted)).containsExactly("shares");
  }

  @Test
  void aPlanWhoseNamesOrTargetsAreNotOursIsRefused() {
    Intended wanted = intended(shares(7000, 2000, 1000), "in-west");
    ScopePlan good = plan(wanted, empty()).scopes().getFirst();
    Change ns = new Change.Create(RecordKey.of("cdn.test.", "NS"), RecordData.of(20, "evil."));
    Change host =
        new Change.Create(RecordKey.of("b00.w.cdn.test.", "CNAME"), RecordData.of(20, "evil."));
    Plan more =
        new Plan(
            "t", "v", List.of(new ScopePlan(good.scope(), good.from(), good.to(), List.of(ns))));
    assertThat(rules(more, empty(), wanted)).contains("not ours", "hash");
    Plan away =
        new Plan(
            "t", "v", List.of(new ScopePlan(good.scope(), good.from(), good.to(), List.of(host))));
    assertThat(rules(away, empty(), wanted)).contains("target");
    Plan outside =
        new Plan(
            "t",
            "v",
            List.of(new ScopePlan("w.other.test.", Optional.empty(), Optional.empty(), List.of())));
    assertThat(rules(outside, empty(), wanted)).contains("not ours");
  }

  @Test
  void weightsThatAreAllZeroOrOutOfRangeAreRefused() {
    Intended wanted = intended(shares(7000, 2000, 1000), "in-west");
    for (int bad : new int[] {0, -1, 101}) {
      Layout broken = new Saying(bad);
      Plan plan = Planner.plan("t", "prod-1", wanted, empty(), broken);
      assertThat(new Guard(LIMITS, broken).check(plan, empty(), wanted))
          .extracting(Violation::rule)
          .as("weight " + bad)
          .contains("weights");
    }
  }

  /** A layout that says one weight for everyone. */
  private record Saying(int weight) implements Layout {
    @Override
    public String form() {
      return "buckets";
    }

    @Override
    public int parts() {
      return 100;
    }

    @Override
    public java.util.Set<String> types() {
      return java.util.Set.of("CNAME");
    }

    @Override
    public Optional<String> scopeOf(String name) {
      return Optional.of("w." + ZONE);
    }

    @Override
    public SortedMap<String, SortedMap<RecordKey, RecordData>> records(
        Intended intended, ZoneContent there) {
      SortedMap<RecordKey, RecordData> one = new TreeMap<>();
      one.put(
          new RecordKey("b00.w." + ZONE, "CNAME", "a"),
          new RecordData(20, List.of("a.cdn-one.example."), OptionalInt.of(weight)));
      return new TreeMap<>(Map.of("w." + ZONE, one));
    }

    @Override
    public SortedMap<dev.tidegate.model.Group, SortedMap<String, Integer>> shares(
        String scope, SortedMap<RecordKey, RecordData> records) {
      SortedMap<String, Integer> said = new TreeMap<>(Map.of("a.cdn-one.example.", weight));
      return Collections.unmodifiableSortedMap(
          new TreeMap<>(Map.of(dev.tidegate.model.Group.of("live", "in-west"), said)));
    }
  }
}
