package dev.tidegate.dns.plan;

import static dev.tidegate.dns.plan.Zones.ZONE;
import static dev.tidegate.dns.plan.Zones.after;
import static dev.tidegate.dns.plan.Zones.empty;
import static dev.tidegate.dns.plan.Zones.intended;
import static dev.tidegate.dns.plan.Zones.shares;
import static dev.tidegate.dns.plan.Zones.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.dns.rfc2136.BucketLayout;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PlannerTest {
  private static final BucketLayout BUCKETS =
      new BucketLayout(ZONE, "live", Map.of("in-west", "w", "eu", "eu"), 20);

  private static Plan plan(Intended intended, ZoneContent there) {
    return Planner.plan("t", "prod-1", intended, there, BUCKETS);
  }

  @Test
  void laws() {
    for (int round = 0; round < 300; round++) {
      long seed = 11L * round;
      Random random = new Random(seed);
      Intended before = intended(random(random), "in-west");
      Intended next = intended(random(random), "in-west");
      ZoneContent zone =
          after(with(empty(), "www.cdn.test.", "A", "192.0.2.1"), plan(before, empty()));
      Plan plan = plan(next, zone);
      ZoneContent done = after(zone, plan);
      assertThat(plan(next, done).isEmpty()).as("idempotent, seed " + seed).isTrue();
      assertThat(plan.size()).as("fewest moves, seed " + seed).isEqualTo(least(before, next));
      assertThat(counts(done)).as("exact, seed " + seed).isEqualTo(wanted(next));
      assertThat(done.at("www.cdn.test.")).as("others' names, seed " + seed).hasSize(1);
      assertThat(plan(next, zone).toString())
          .as("same plan, seed " + seed)
          .isEqualTo(plan.toString());
    }
  }

  private static Shares random(Random random) {
    int a = random.nextInt(10_001);
    int b = random.nextInt(10_001 - a);
    return shares(a, b, 10_000 - a - b);
  }

  private static SortedMap<String, Integer> wanted(Intended intended) {
    SortedMap<String, Integer> parts =
        new TreeMap<>(intended.shares().values().iterator().next().inParts(100));
    parts.values().removeIf(p -> p == 0);
    return parts;
  }

  private static Map<String, Integer> counts(ZoneContent zone) {
    return zone.records().entrySet().stream()
        .filter(e -> e.getKey().type().equals("CNAME"))
        .collect(Collectors.toMap(e -> e.getValue().value(), e -> 1, Integer::sum, TreeMap::new));
  }

  private static int least(Intended a, Intended b) {
    SortedMap<String, Integer> difference = new TreeMap<>(wanted(a));
    wanted(b).forEach((host, parts) -> difference.merge(host, -parts, Integer::sum));
    return difference.values().stream().mapToInt(Math::abs).sum() / 2;
  }

  @Test
  void aShareBelowAPartIsZeroAndOneOfAPartIsNot() {
    assertThat(shares(9_950, 50, 0).inParts(100)).isEqualTo(Map.of("a.cdn-one.example.", 100));
    assertThat(shares(9_801, 100, 99).inParts(100))
        .isEqualTo(Map.of("a.cdn-one.example.", 99, "b.cdn-two.example.", 1));
    for (int seed = 0; seed < 1_000; seed++) {
      Shares shares = random(new Random(seed));
      SortedMap<String, Integer> parts = shares.inParts(100);
      assertThat(parts.values().stream().mapToInt(i -> i).sum()).as("seed " + seed).isEqualTo(100);
      shares
          .byHost()
          .forEach(
              (host, share) -> assertThat(parts.getOrDefault(host, 0) > 0).isEqualTo(share >= 100));
    }
  }

  @Test
  void aRegionThatIsGoneIsGivenUpWithItsRecord() {
    ZoneContent two =
        after(empty(), plan(intended(shares(5000, 5000, 0), "in-west", "eu"), empty()));
    Plan plan = plan(intended(shares(5000, 5000, 0), "eu"), two);
    assertThat(plan.scopes()).hasSize(1);
    assertThat(plan.scopes().getFirst().to()).isEmpty();
    ZoneContent one = after(two, plan);
    assertThat(one.records().keySet()).noneMatch(k -> k.name().endsWith(".w.cdn.test."));
    assertThat(plan(intended(shares(5000, 5000, 0), "eu"), one).isEmpty()).isTrue();
  }

  @Test
  void aForeignEditIsDriftAndIsPutRight() {
    Intended wanted = intended(shares(5000, 5000, 0), "eu");
    ZoneContent ours = after(empty(), plan(wanted, empty()));
    ZoneContent edited = with(ours, "b03.eu.cdn.test.", "CNAME", "evil.example.");
    Census.Scope scope = Census.of(edited, BUCKETS).of("eu.cdn.test.");
    assertThat(scope.drifted()).isTrue();
    Plan plan = plan(wanted, edited);
    assertThat(plan.size()).isEqualTo(1);
    assertThat(after(edited, plan).records())
        .containsAllEntriesOf(
            ours.records().entrySet().stream()
                .filter(e -> e.getKey().type().equals("CNAME"))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
  }

  @Test
  void ownershipIsReadBackAsWritten() {
    Ownership claim = new Ownership("prod-1", "buckets", 41, "0123456789abcdef".repeat(2));
    assertThat(Ownership.parse(claim.text())).contains(claim);
    assertThat(Ownership.parse("\"" + claim.text() + "\"")).contains(claim);
    assertThat(Ownership.parse("heritage=external-dns,owner=x")).isEmpty();
    assertThat(claim.text()).hasSizeLessThan(256);
  }
}
