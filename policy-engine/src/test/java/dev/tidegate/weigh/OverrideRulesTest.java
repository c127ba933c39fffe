package dev.tidegate.weigh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.model.Access;
import dev.tidegate.model.Cdn;
import dev.tidegate.model.OperatorOverride;
import dev.tidegate.model.OperatorOverride.Action;
import dev.tidegate.model.Policy;
import dev.tidegate.model.Pool;
import dev.tidegate.model.Region;
import dev.tidegate.model.Rollout;
import dev.tidegate.model.Service;
import dev.tidegate.model.Setup;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Precedence among operators' words, and which of them are refused. */
class OverrideRulesTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  private final List<OperatorOverride> all = new ArrayList<>();

  @Test
  void theNarrowerScopeWinsThenTheLater() {
    say("*", "*", new OperatorOverride.Share("a", 1000));
    say("live", "*", new OperatorOverride.Share("a", 2000));
    assertThat(word("a").least()).isEqualTo(2000);
    say("live", "west", new OperatorOverride.Share("a", 3000));
    say("live", "west", new OperatorOverride.Share("a", 4000));
    say("live", "*", new OperatorOverride.Share("a", 5000));
    assertThat(word("a").least()).isEqualTo(4000);
  }

  @Test
  void precedenceGoesFromExcludeToFloor() {
    say("live", "west", new OperatorOverride.Floor("a", 500));
    say("live", "west", new OperatorOverride.Cap("a", 4000));
    assertThat(word("a"))
        .extracting(Ruling.Word::least, Ruling.Word::most)
        .containsExactly(500, 4000);
    say("*", "*", new OperatorOverride.Share("a", 1000));
    assertThat(word("a"))
        .extracting(Ruling.Word::least, Ruling.Word::most)
        .containsExactly(1000, 1000);
    say("*", "*", new OperatorOverride.Drain("a"));
    assertThat(word("a").most()).isZero();
    say("*", "*", new OperatorOverride.Pin("a"));
    assertThat(word("a").least()).isEqualTo(10_000);
    assertThat(word("b").most()).isZero();
    say("*", "*", new OperatorOverride.Freeze(false));
    assertThat(ruling().words()).isEmpty();
    say("*", "*", new OperatorOverride.Exclude("a"));
    assertThat(ruling().excluded()).containsKey("a");
    assertThat(ruling().freeze()).isPresent();
  }

  @Test
  void anInfeasibleSumIsRefusedWithItsRule() {
    say("live", "west", new OperatorOverride.Floor("a", 6000));
    assertThat(refused(new OperatorOverride.Floor("b", 4000))).isEmpty();
    assertThat(refused(new OperatorOverride.Floor("b", 4001)))
        .hasValueSatisfying(r -> assertThat(r).startsWith("infeasible-sum"));
    all.clear();
    say("live", "west", new OperatorOverride.Drain("a"));
    say("live", "west", new OperatorOverride.Drain("b"));
    assertThat(refused(new OperatorOverride.Drain("c"))).isPresent();
    assertThat(refused(new OperatorOverride.Cap("c", 9999))).isPresent();
    assertThat(refused(new OperatorOverride.Pin("a"))).isEmpty();
    assertThat(refused(new OperatorOverride.Drain("nobody")))
        .hasValueSatisfying(r -> assertThat(r).startsWith("unknown-cdn"));
  }

  @Test
  void theLastCdnCannotBeExcludedNorBringBackAnother() {
    say("live", "*", new OperatorOverride.Exclude("a"));
    say("*", "*", new OperatorOverride.Exclude("b"));
    assertThat(refused(new OperatorOverride.Exclude("c")))
        .hasValueSatisfying(r -> assertThat(r).startsWith("last-cdn"));
    say("live", "west", new OperatorOverride.Exclude("c"));
    assertThat(ruling().excluded()).containsOnlyKeys("a", "b");
  }

  @Test
  void whatDoesNotOverlapInTimeIsNotRefused() {
    say("live", "west", new OperatorOverride.Floor("a", 6000));
    OperatorOverride later =
        new OperatorOverride(
            "x",
            Optional.of("live"),
            Optional.of("west"),
            new OperatorOverride.Floor("b", 6000),
            NOW,
            NOW.plusSeconds(7200),
            NOW.plusSeconds(7300),
            "ann",
            "test");
    assertThat(OverrideRules.refusal(all, later, setup())).isEmpty();
  }

  private Optional<String> refused(Action action) {
    return OverrideRules.refusal(all, override("live", "west", action), setup());
  }

  private Ruling ruling() {
    return OverrideRules.resolve(all, "live", "west", List.of("a", "b", "c"), NOW.plusSeconds(60));
  }

  private Ruling.Word word(String cdn) {
    return Optional.ofNullable(ruling().words().get(cdn)).orElseThrow();
  }

  private void say(String service, String region, Action action) {
    all.add(override(service, region, action));
  }

  private OperatorOverride override(String service, String region, Action action) {
    return new OperatorOverride(
        "ovr-" + all.size(),
        Optional.of(service).filter(s -> !s.equals("*")),
        Optional.of(region).filter(r -> !r.equals("*")),
        action,
        NOW.plusSeconds(all.size()),
        NOW,
        NOW.plusSeconds(3600),
        "ann",
        "test");
  }

  private static Setup setup() {
    TreeMap<String, Cdn> cdns = new TreeMap<>();
    TreeMap<String, Pool> pools = new TreeMap<>();
    for (String id : List.of("a", "b", "c")) {
      cdns.put(id, new Cdn(id, id, 1, 0, Access.OPEN, OptionalDouble.empty()));
      pools.put(
          id,
          new Pool(
              id,
              Optional.empty(),
              new TreeMap<>(),
              OptionalDouble.empty(),
              OptionalDouble.empty(),
              OptionalDouble.empty(),
              Optional.empty()));
    }
    Duration ttl = Duration.ofSeconds(10);
    Service live =
        new Service(
            "live",
            ttl,
            ttl,
            ttl,
            ttl,
            1,
            5e6,
            Optional.empty(),
            Rollout.FULL,
            cdns,
            new TreeMap<>(),
            Policy.STANDARD);
    return new Setup(
        new TreeMap<>(Map.of("west", new Region("west", Optional.empty()))),
        new TreeSet<>(),
        pools,
        new TreeMap<>(Map.of("live", live)));
  }
}
