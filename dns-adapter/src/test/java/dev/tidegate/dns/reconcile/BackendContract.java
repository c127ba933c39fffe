package dev.tidegate.dns.reconcile;

import static dev.tidegate.dns.plan.Zones.ZONE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tidegate.dns.plan.Limits;
import dev.tidegate.dns.plan.Plan;
import dev.tidegate.dns.plan.Planner;
import dev.tidegate.dns.plan.RecordData;
import dev.tidegate.dns.plan.RecordKey;
import dev.tidegate.dns.plan.ZoneContent;
import dev.tidegate.model.Group;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * What every backend promises, against a real server (of Route 53 an imitation). Each test leaves
 * it in step, and takes it from wherever it finds it.
 */
public abstract class BackendContract extends BackendFaults {
  /** Two of them begin as names of ours do. */
  private static final Set<String> FOREIGN =
      Set.of("www.cdn.test.", "b01.other.cdn.test.", "live.other.cdn.test.");

  @Test
  @Order(1)
  void fillsAnEmptyZoneAndIsThenInStep() throws Exception {
    Reconciler reconciler = reconciler();
    Round planned = reconciler.plan(wanted(7000, 2000, 1000));
    assertThat(planned.outcome()).as(planned.toString()).isEqualTo(new Outcome.Planned());
    Round round = reconciler.round(wanted(7000, 2000, 1000));
    assertThat(round.outcome()).as(round.toString()).isEqualTo(new Outcome.Applied());
    assertThat(round.verification().orElseThrow().right()).as(round.toString()).isTrue();
    assertThat(reconciler.round(wanted(7000, 2000, 1000)).outcome())
        .isEqualTo(new Outcome.InStep());
    int parts = reconciler.backend().layout().parts();
    Round.Standing standing = round.scopes().get(Group.of("live", "eu"));
    assertThat(standing).isNotNull();
    assertThat(standing.observed().orElseThrow())
        .containsEntry("a.cdn-one.example.", 70 * parts / 100)
        .isEqualTo(standing.intended());
    assertThat(standing.published()).contains(standing.intended());
  }

  @Test
  @Order(2)
  void whatIsNotOursIsNeverTouched() throws Exception {
    Map<RecordKey, RecordData> before = others();
    Reconciler reconciler = reconciler();
    for (int share : new int[] {6000, 4000, 7000}) {
      assertThat(reconciler.round(wanted(share, 9000 - share, 1000)).outcome())
          .isInstanceOf(Outcome.Applied.class);
    }
    assertThat(others()).isEqualTo(before).isNotEmpty();
  }

  @Test
  @Order(90)
  void afterAllOfItWhatIsNotOursIsAsItWas() throws Exception {
    Map<RecordKey, RecordData> others = others();
    Map<String, String> values = new TreeMap<>();
    others.forEach((key, data) -> values.put(key.name(), data.value()));
    assertThat(values)
        .containsKey("cdn.test.")
        .containsEntry("www.cdn.test.", "192.0.2.80")
        .containsEntry("b01.other.cdn.test.", "keep.me.example.")
        .containsEntry("live.other.cdn.test.", "keep.me.example.");
  }

  private Map<RecordKey, RecordData> others() throws BackendException {
    TreeMap<RecordKey, RecordData> others = new TreeMap<>();
    backend()
        .observe()
        .records()
        .forEach(
            (key, data) -> {
              if (FOREIGN.contains(key.name()) || key.type().equals("NS")) {
                others.put(key, data);
              }
            });
    return others;
  }

  @Test
  @Order(3)
  void aPlanFromAnOlderStateIsRefused() throws Exception {
    Backend backend = backend();
    open.add(backend);
    ZoneContent old = backend.observe();
    Plan late = Planner.plan("late", "prod-1", wanted(5000, 4000, 1000), old, backend.layout());
    assertThat(reconciler().round(wanted(6500, 2500, 1000)).outcome())
        .isInstanceOf(Outcome.Applied.class);
    ZoneContent now = backend.observe();
    BackendException refused =
        catchThrowableOfType(BackendException.class, () -> backend.apply(late));
    assertThat(refused).isNotNull();
    assertThat(refused.kind()).isEqualTo(BackendException.Kind.CONFLICT);
    assertThat(backend.observe().records()).as("nothing changed").isEqualTo(now.records());
  }

  @Test
  @Order(6)
  void anotherOwnersNamesAreLeftAlone() throws Exception {
    Reconciler other =
        new Reconciler(
            backend(),
            new Verifier(ZONE, List.of(), Set.of(), Duration.ZERO),
            new Limits("prod-2", ZONE, 0.3),
            InstantSource.system());
    open.add(other);
    ZoneContent before = backend().observe();
    Round round = other.round(wanted(5000, 4000, 1000));
    assertThat(round.outcome().word()).isEqualTo("refused");
    assertThat(round.outcome().toString()).contains("owned by prod-1", "we are prod-2");
    assertThat(backend().observe().records()).isEqualTo(before.records());
  }
}
