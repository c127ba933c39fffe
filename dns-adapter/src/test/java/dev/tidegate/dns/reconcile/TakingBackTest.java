package dev.tidegate.dns.reconcile;

import static dev.tidegate.dns.plan.Zones.ZONE;
import static dev.tidegate.dns.plan.Zones.intended;
import static dev.tidegate.dns.plan.Zones.shares;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.dns.plan.Intended;
import dev.tidegate.dns.plan.Layout;
import dev.tidegate.dns.plan.Limits;
import dev.tidegate.dns.plan.Plan;
import dev.tidegate.dns.plan.RecordData;
import dev.tidegate.dns.plan.RecordKey;
import dev.tidegate.dns.plan.Shares;
import dev.tidegate.dns.plan.ZoneContent;
import dev.tidegate.dns.reconcile.BackendException.Kind;
import dev.tidegate.dns.reconcile.MemoryBackend.End;
import dev.tidegate.dns.reconcile.Verification.Answer;
import dev.tidegate.dns.rfc2136.BucketLayout;
import dev.tidegate.model.Group;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What cannot be answered for is taken back, and nothing else ever is. */
class TakingBackTest {
  private static final Intended GOOD = intended(shares(6000, 3000, 1000), "in-west");
  private static final Intended BAD = intended(shares(3000, 6000, 1000), "in-west");
  private static final Intended OTHER = intended(shares(1000, 8000, 1000), "in-west");

  private final MemoryBackend backend =
      new MemoryBackend(new BucketLayout(ZONE, "live", Map.of("in-west", "w"), 20));
  private Instant now = Instant.parse("2026-11-30T12:00:00Z");
  private boolean servfail;
  private String failing = "_tidegate.w.cdn.test."; // every plan of this test names it
  private final Set<String> asked = new TreeSet<>();
  private final Reconciler reconciler =
      new Reconciler(backend, new Said(), new Limits("prod-1", ZONE, 1), () -> now);

  /** Servers that answer as the test says. */
  private final class Said extends Verifier {
    Said() {
      super(ZONE, List.of(), Set.of(), Duration.ZERO);
    }

    @Override
    public Verification verify(List<Expectation> expected, BooleanSupplier superseded) {
      asked.clear();
      expected.forEach(e -> asked.add(e.name()));
      Answer answer =
          servfail ? new Answer.Broken(failing, failing + " gets SERVFAIL") : new Answer.Right(1);
      return new Verification(new TreeMap<>(Map.of("server", answer)));
    }

    @Override
    Verification glance(List<Expectation> expected, BooleanSupplier superseded) {
      return verify(expected, superseded);
    }
  }

  @BeforeEach
  void theZoneIsGood() throws Exception {
    assertThat(reconciler.round(GOOD).outcome()).isEqualTo(new Outcome.Applied());
    servfail = true;
  }

  private SortedMap<RecordKey, RecordData> names() throws Exception {
    SortedMap<RecordKey, RecordData> names = new TreeMap<>(backend.observe().records());
    names.keySet().removeIf(key -> key.type().equals("TXT"));
    return names;
  }

  @Test
  void whatCouldNotBeTakenBackIsTakenBackByTheNextRoundAndTheGoodIsNeverRefused() throws Exception {
    SortedMap<RecordKey, RecordData> good = names();
    for (Kind kind : new Kind[] {Kind.UNREACHABLE, Kind.CONFLICT, Kind.BUSY}) {
      backend.ends.add(new End(kind, false));
    }
    backend.after(1); // the plan itself is written
    Round failed = reconciler.round(BAD);
    assertThat(failed.outcome().word()).as(failed.toString()).isEqualTo("unreachable");
    assertThat(failed.outcome().toString()).contains("could not be taken back");
    assertThat(reconciler.round(BAD).outcome().word()).isEqualTo("conflict");
    now = now.plusSeconds(60);
    assertThat(reconciler.round(BAD).outcome().word()).isEqualTo("busy");
    assertThat(names()).as("it still stands").isNotEqualTo(good);
    Round back = reconciler.round(BAD);
    assertThat(back.outcome().word()).as(back.toString()).isEqualTo("rolled-back");
    assertThat(names()).isEqualTo(good);
    servfail = false;
    assertThat(reconciler.round(BAD).outcome().toString()).startsWith("refused: broken");
    assertThat(reconciler.round(OTHER).outcome()).isEqualTo(new Outcome.Applied());
    Round again = reconciler.round(GOOD);
    assertThat(again.outcome()).as("never refused: " + again).isEqualTo(new Outcome.Applied());
  }

  @Test
  void ofARollbackWhoseAnswerIsLostTheZoneTellsWhetherItWasDone() throws Exception {
    SortedMap<RecordKey, RecordData> good = names();
    backend.ends.add(new End(Kind.UNKNOWN, true));
    backend.after(1);
    assertThat(reconciler.round(BAD).outcome().word()).isEqualTo("rolled-back");
    assertThat(names()).isEqualTo(good);
    assertThat(backend.writes).as("good, bad, and back once").isEqualTo(3);
  }

  @Test
  void aRollbackOfWhichNothingIsKnownIsNeitherDoneTwiceNorUndone() throws Exception {
    SortedMap<RecordKey, RecordData> good = names();
    for (boolean written : new boolean[] {false, true}) {
      backend.ends.add(
          new End(Kind.UNKNOWN, written)); // lost, sent once more, and that is lost too
    }
    backend.after(1);
    assertThat(reconciler.round(BAD).outcome().word()).isEqualTo("unknown");
    assertThat(names()).as("it had been written").isEqualTo(good);
    int writes = backend.writes;
    Round next = reconciler.round(GOOD);
    assertThat(next.outcome()).as(next.toString()).isEqualTo(new Outcome.InStep());
    assertThat(reconciler.round(BAD).outcome().word()).isEqualTo("refused");
    assertThat(backend.writes).isEqualTo(writes);
    assertThat(names()).isEqualTo(good);
  }

  @Test
  void aRollbackIsNotUndoneWhereItsContentFailsToo() throws Exception {
    SortedMap<RecordKey, RecordData> good = names();
    assertThat(reconciler.round(BAD).outcome().word()).isEqualTo("rolled-back");
    int writes = backend.writes;
    for (int i = 0; i < 3; i++) {
      now = now.plusSeconds(30);
      Round round = reconciler.round(GOOD);
      assertThat(round.outcome()).as(round.toString()).isEqualTo(new Outcome.InStep());
      assertThat(round.verification().orElseThrow().broken()).isTrue();
    }
    assertThat(backend.writes).isEqualTo(writes);
    assertThat(names()).isEqualTo(good);
  }

  @Test
  void whatReplacesAllThatIsBrokenIsWrittenAtOnce() throws Exception {
    backend.ends.add(new End(Kind.UNREACHABLE, false));
    backend.after(1);
    assertThat(reconciler.round(BAD).outcome().word()).isEqualTo("unreachable");
    servfail = false;
    assertThat(reconciler.round(OTHER).outcome()).isEqualTo(new Outcome.Applied());
    assertThat(reconciler.round(OTHER).outcome()).isEqualTo(new Outcome.InStep());
  }

  @Test
  void whatAnotherOwnerWroteIsNotAskedForAndUndoesNothingOfOurs() throws Exception {
    Reconciler other = // of another region, into the same zone
        new Reconciler(
            new Shared(backend, new BucketLayout(ZONE, "vod", Map.of("in-west", "v"), 20)),
            new Verifier(ZONE, List.of(), Set.of(), Duration.ZERO),
            new Limits("prod-2", ZONE, 1),
            () -> now);
    assertThat(other.round(vod()).outcome()).isEqualTo(new Outcome.Applied());
    servfail = false;
    now = now.plusSeconds(60);
    assertThat(reconciler.round(GOOD).verification()).isPresent();
    assertThat(asked).contains("_tidegate.w.cdn.test.").doesNotContain("_tidegate.v.cdn.test.");
    servfail = true;
    failing = "_tidegate.v.cdn.test.";
    Round round = reconciler.round(OTHER);
    assertThat(round.outcome()).as(round.toString()).isEqualTo(new Outcome.Applied());
    assertThat(round.verification().orElseThrow().broken()).isTrue();
    backend.ends.add(new End(Kind.UNREACHABLE, true)); // as if it had not been written
    reconciler.round(BAD);
    assertThat(reconciler.round(BAD).outcome()).as("not undone").isEqualTo(new Outcome.InStep());
  }

  private static Intended vod() {
    TreeMap<Group, Shares> vod = new TreeMap<>();
    vod.put(Group.of("vod", "in-west"), shares(6000, 3000, 1000));
    return new Intended("1.1-00000001", vod);
  }

  /** The same zone as another layout sees it. */
  private record Shared(MemoryBackend zone, Layout layout) implements Backend {
    @Override
    public String name() {
      return zone.name();
    }

    @Override
    public Capabilities capabilities() {
      return zone.capabilities();
    }

    @Override
    public ZoneContent observe() throws BackendException {
      return zone.observe();
    }

    @Override
    public void apply(Plan plan) throws BackendException {
      zone.apply(plan);
    }

    @Override
    public List<Expectation> expectations(RecordKey key, RecordData data) {
      return zone.expectations(key, data);
    }

    @Override
    public void close() {}
  }
}
