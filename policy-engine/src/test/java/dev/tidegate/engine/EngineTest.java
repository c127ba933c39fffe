package dev.tidegate.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.answer.GroupAnswer;
import dev.tidegate.answer.SnapshotCodec;
import dev.tidegate.health.CdnHealth;
import dev.tidegate.health.CdnState;
import dev.tidegate.model.Mode;
import dev.tidegate.model.OperatorOverride;
import dev.tidegate.model.Rollout;
import dev.tidegate.model.Weights;
import dev.tidegate.tape.Recorder;
import dev.tidegate.tape.Sealed;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the engine does with beliefs and orders, rule by rule. */
class EngineTest {
  private final World world = new World(Map.of("cdn-a", 50.0, "cdn-b", 30.0, "cdn-c", 20.0));

  @Test
  void answersConfiguredWeightsAtFirstAndNothingMovesByItself() {
    assertThat(world.answer(World.WEST).mode()).isEqualTo(Mode.STATIC);
    var version = world.last.snapshot().version();
    assertThat(version.toString()).startsWith("7.0-");
    world.steps(120);
    assertThat(world.weights(World.WEST).shares())
        .isEqualTo(Map.of("cdn-a", 5000, "cdn-b", 3000, "cdn-c", 2000));
    assertThat(world.decisions).isEmpty();
    assertThat(world.last.snapshot().version().seq()).isEqualTo(1); // static -> automatic
  }

  @Test
  void mildDamageMovesAPointInTheVeryStepAndTheRestInProportion() {
    world.steps(3).latch("cdn-a", 0.05);
    world.step();
    assertThat(world.weight("cdn-a")).isBetween(4740, 4760);
    assertThat(world.last.decisions())
        .first()
        .satisfies(d -> assertThat(d.rule()).isEqualTo(Rule.DAMAGE));
    world.steps(4);
    assertThat(world.weight("cdn-a")).isBetween(3700, 3800);
    world.steps(30);
    assertThat(world.weight("cdn-a")).isLessThanOrEqualTo(400);
  }

  @Test
  void strongDamageIsLeftInOneTickWhereCapacityIsKnown() {
    world.capacity.putAll(Map.of("cdn-a", 100_000.0, "cdn-b", 100_000.0, "cdn-c", 100_000.0));
    world.steps(3).latch("cdn-a", 1);
    world.step();
    assertThat(world.weight("cdn-a")).isLessThanOrEqualTo(100);
    assertThat(world.answer(World.WEST).ttlSeconds()).isEqualTo(5);
  }

  @Test
  void strongDamageWithUnknownCapacityMovesATenthOfDemandAReceiverASecond() {
    world.steps(3).latch("cdn-a", 1);
    world.step();
    assertThat(world.weight("cdn-a")).isBetween(2990, 3010);
    world.steps(3);
    assertThat(world.weight("cdn-a")).isLessThanOrEqualTo(100);
  }

  @Test
  void anUncorroboratedDrainStopsAtAFifthOfViewers() {
    world.steps(3);
    world.believe("cdn-a", World.latched(new CdnState.Draining(world.now, 5000, 0), 0.05, false));
    world.steps(60);
    assertThat(world.weight("cdn-a")).isBetween(2990, 3010);
  }

  @Test
  void healthyReceiversNeverPass97PercentAndTheSurplusStays() {
    world.capacity.putAll(Map.of("cdn-a", 100_000.0, "cdn-b", 45_000.0, "cdn-c", 30_000.0));
    world.steps(3).latch("cdn-a", 1);
    world.steps(60);
    assertThat(world.weight("cdn-b")).isBetween(4300, 4365);
    assertThat(world.weight("cdn-c")).isBetween(2880, 2910);
  }

  @Test
  void returnIsSlowButArrives() {
    world.capacity.putAll(Map.of("cdn-a", 100_000.0, "cdn-b", 100_000.0, "cdn-c", 100_000.0));
    world.steps(3).latch("cdn-a", 1);
    world.steps(3);
    world.believe("cdn-a", World.probation(1));
    int before = world.weight("cdn-a");
    world.step();
    for (int i = 0; i < 60; i++) {
      int at = world.weight("cdn-a");
      world.step();
      assertThat(world.weight("cdn-a") - at).isBetween(0, 41);
    }
    assertThat(world.weight("cdn-a") - before).isBetween(1500, 2441);
    world.steps(1_200);
    assertThat(world.weight("cdn-a")).isEqualTo(5000);
  }

  @Test
  void slowStepsMakeProgressWhateverTheirLength() {
    world.capacity.putAll(Map.of("cdn-a", 100_000.0, "cdn-b", 100_000.0, "cdn-c", 100_000.0));
    world.steps(3).latch("cdn-a", 1);
    world.steps(3);
    world.believe("cdn-a", World.probation(1));
    for (int i = 0; i < 600; i++) {
      world.step(100);
    }
    assertThat(world.weight("cdn-a")).isBetween(1400, 2500);
  }

  @Test
  void aDrainTakesAFifthInItsFirstStepAndIsDoneAfterFiveSeconds() {
    world.steps(3).order(new OperatorOverride.Drain("cdn-a"));
    world.step();
    assertThat(world.weight("cdn-a")).isBetween(2990, 4000);
    world.steps(5);
    assertThat(world.weight("cdn-a")).isZero();
    assertThat(world.decisions).allMatch(d -> d.rule() == Rule.OVERRIDE);
    world.overrides.clear();
    world.steps(10);
    assertThat(world.weight("cdn-a")).isBetween(100, 400);
    world.steps(1200);
    assertThat(world.weight("cdn-a")).isEqualTo(5000);
  }

  @Test
  void aDrainIsSeenByAShortStepToo() {
    world.steps(3).order(new OperatorOverride.Drain("cdn-a"));
    world.step(50);
    assertThat(world.weight("cdn-a")).isLessThanOrEqualTo(4000);
  }

  @Test
  void aDrainWaitsForReceiversThatAreFull() {
    world.capacity.putAll(Map.of("cdn-b", 40_000.0, "cdn-c", 30_000.0));
    world.steps(3).order(new OperatorOverride.Drain("cdn-a"));
    world.steps(30);
    assertThat(world.weight("cdn-b")).isLessThanOrEqualTo(3880);
    assertThat(world.weight("cdn-c")).isLessThanOrEqualTo(2910);
    assertThat(world.weight("cdn-a")).isGreaterThan(3000);
  }

  @Test
  void excludeIsAtOnceAndOffTheList() {
    world.steps(3).order(new OperatorOverride.Exclude("cdn-a"));
    world.step();
    var table = world.answer(World.WEST).table();
    assertThat(table.cdns()).containsExactly("cdn-b", "cdn-c");
    assertThat(world.weights(World.WEST).shares()).isEqualTo(Map.of("cdn-b", 6000, "cdn-c", 4000));
    world.order(new OperatorOverride.Exclude("cdn-b"));
    world.order(new OperatorOverride.Exclude("cdn-c"));
    world.step();
    assertThat(world.weights(World.WEST).shares()).as("the last CDN stays").hasSize(1);
  }

  @Test
  void pinAndWeightAndCapAndFloorReachTheirShares() {
    world.steps(3).order(new OperatorOverride.Share("cdn-c", 5000));
    world.steps(6);
    assertThat(world.weights(World.WEST).shares())
        .isEqualTo(Map.of("cdn-a", 3125, "cdn-b", 1875, "cdn-c", 5000));
    world.order(new OperatorOverride.Pin("cdn-b"));
    world.steps(6);
    assertThat(world.weight("cdn-b")).isEqualTo(10_000);
    world.overrides.clear();
    world.order(new OperatorOverride.Cap("cdn-b", 1000));
    world.steps(6);
    assertThat(world.weight("cdn-b")).isLessThanOrEqualTo(1000);
    world.overrides.clear();
    world.order(new OperatorOverride.Floor("cdn-c", 6000));
    world.steps(6);
    assertThat(world.weight("cdn-c")).isGreaterThanOrEqualTo(6000);
  }

  @Test
  void hardFreezeHoldsAgainstAnOutageAndSoftDoesNot() {
    world.capacity.putAll(Map.of("cdn-a", 100_000.0, "cdn-b", 100_000.0, "cdn-c", 100_000.0));
    world.steps(3).order(new OperatorOverride.Freeze(true));
    world.latch("cdn-a", 1);
    world.steps(5);
    assertThat(world.weight("cdn-a")).isEqualTo(5000);
    assertThat(world.answer(World.WEST).mode()).isEqualTo(Mode.FROZEN);
    world.overrides.clear();
    world.order(new OperatorOverride.Freeze(false));
    world.steps(2);
    assertThat(world.weight("cdn-a")).isLessThanOrEqualTo(100);
  }

  @Test
  void silenceHoldsAndPanicLetsTheLastTableStand() {
    world.silent = true;
    world.steps(3).latch("cdn-a", 0.05);
    world.steps(20);
    assertThat(world.weight("cdn-a")).isEqualTo(5000);
    assertThat(world.answer(World.WEST).mode()).isEqualTo(Mode.HELD);
    world.silent = false;
    world.latch("cdn-b", 1);
    world.latch("cdn-c", 1);
    world.steps(20);
    assertThat(world.answer(World.WEST).mode()).isEqualTo(Mode.PANIC);
    assertThat(world.weight("cdn-a")).isEqualTo(5000);
  }

  @Test
  void withoutTheStoreOnlyHardEvidenceMoves() {
    world.storeReachable = false;
    world.capacity.putAll(Map.of("cdn-a", 100_000.0, "cdn-b", 100_000.0, "cdn-c", 100_000.0));
    world.steps(3).latch("cdn-a", 0.05);
    world.steps(20);
    assertThat(world.weight("cdn-a")).isEqualTo(5000);
    world.latch("cdn-a", 1);
    world.steps(3);
    assertThat(world.weight("cdn-a")).isLessThanOrEqualTo(100);
    world.believe("cdn-a", World.probation(1));
    world.steps(30);
    assertThat(world.weight("cdn-a")).isLessThanOrEqualTo(100);
  }

  @Test
  void shadowRecordsAndAnswersConfiguredWeights() {
    world.rollout = new Rollout(Rollout.Mode.SHADOW, 10_000, 0);
    world.steps(3).latch("cdn-a", 0.05);
    world.steps(5);
    assertThat(world.weight("cdn-a")).isEqualTo(5000);
    assertThat(world.decisions).isNotEmpty();
    assertThat(world.decisions.stream().map(Decision::id).distinct())
        .hasSameSizeAs(world.decisions);
  }

  @Test
  void holdoutStaysUntilItsCdnIsBadlyDamaged() {
    world.rollout = new Rollout(Rollout.Mode.LIVE, 10_000, 1000);
    world.steps(3).latch("cdn-a", 0.1);
    world.steps(60);
    assertThat(world.weight("cdn-a")).isBetween(400, 1000);
    world.latch("cdn-a", 0.9);
    world.steps(10);
    assertThat(world.weight("cdn-a")).isLessThanOrEqualTo(400);
  }

  @Test
  void overloadIsLeftBeforeItHurtsAndDemandIsBounded() {
    world.capacity.putAll(Map.of("cdn-a", 55_000.0, "cdn-b", 60_000.0, "cdn-c", 60_000.0));
    world.begin().steps(60);
    assertThat(world.weight("cdn-a")).isBetween(4600, 4760);
    assertThat(world.decisions).anyMatch(d -> d.rule() == Rule.OVERLOAD);
  }

  @Test
  void restartsWithTheSameTablesInANewEpoch() {
    world.steps(3).latch("cdn-a", 0.05);
    world.steps(4);
    byte[] saved = Engine.save(world.last.state());
    Step again =
        Engine.start(world.setup(), 8, Optional.of(saved), world.now, (s, u, n) -> world.judge());
    assertThat(again.snapshot().groups()).isEqualTo(world.last.snapshot().groups());
    assertThat(again.snapshot().version().epoch()).isEqualTo(8);
    assertThat(again.snapshot().version().hash()).isEqualTo(world.last.snapshot().version().hash());
    Weights before = world.weights(World.WEST);
    world.last = again;
    world.step();
    assertThat(world.weights(World.WEST).distance(before)).isLessThan(300);
  }

  /** Viewers go on watching while nobody decides; in the first seconds few have been heard of. */
  @Test
  void aRestartKeepsTheDemandSoThatCapacityBindsAtOnce() {
    World full = new World(Map.of("cdn-a", 50.0, "cdn-b", 30.0, "cdn-c", 20.0));
    full.capacity.putAll(Map.of("cdn-a", 60_000.0, "cdn-b", 38_000.0, "cdn-c", 26_000.0));
    full.begin().steps(3).latch("cdn-a", 1);
    full.steps(30);
    assertThat(full.weight("cdn-a")).as("there is no room for all").isGreaterThan(3_000);
    byte[] saved = Engine.save(full.last.state());
    full.now = full.now.plusSeconds(5);
    full.last =
        Engine.start(full.setup(), 8, Optional.of(saved), full.now, (s, u, n) -> full.judge());
    for (int i = 1; i <= 60; i++) {
      full.viewers.put("west", 100_000.0 * Math.min(1, i / 20.0));
      full.step();
      assertThat(full.weight("cdn-b") * 10).as("b after %d s", i).isLessThan(37_300);
      assertThat(full.weight("cdn-c") * 10).as("c after %d s", i).isLessThan(25_500);
    }
  }

  @Test
  void whatWasAskedForLongAgoIsNoDemand() {
    world.steps(3);
    byte[] saved = Engine.save(world.last.state());
    Step again =
        Engine.start(
            world.setup(),
            8,
            Optional.of(saved),
            world.now.plusSeconds(7_200),
            (s, u, n) -> world.judge());
    assertThat(Objects.requireNonNull(again.state().groups.get(World.WEST)).demand).isZero();
  }

  @Test
  void whatAnOlderProgramSavedKeepsItsTables() throws IOException {
    world.steps(3).latch("cdn-a", 0.05);
    world.steps(4);
    byte[] answers = SnapshotCodec.bytes(world.last.snapshot());
    for (int form : new int[] {0x5447_4501, 0x5447_4502}) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      DataOutputStream out = new DataOutputStream(bytes);
      out.writeInt(form);
      out.writeInt(0);
      out.writeInt(answers.length);
      out.write(answers);
      out.writeUTF("what an older program wrote besides");
      Step again =
          Engine.start(
              world.setup(),
              8,
              Optional.of(bytes.toByteArray()),
              world.now,
              (s, u, n) -> world.judge());
      assertThat(again.snapshot().groups()).isEqualTo(world.last.snapshot().groups());
      assertThat(again.snapshot().version().epoch()).isEqualTo(8);
    }
  }

  @Test
  void whatPoolsTaughtInForm3IsTakenOver() {
    world.capacity.putAll(Map.of("cdn-a", 60_000.0, "cdn-b", 200_000.0, "cdn-c", 200_000.0));
    world.begin().steps(3).latch("cdn-a", 0.3);
    world.step();
    EngineState state = world.last.state();
    Learned known = Objects.requireNonNull(state.learned.get("pool-cdn-a"));
    Recorder recorder = Recorder.brief();
    recorder.word(Memory.FORM_3);
    recorder.block(new byte[0]);
    state.carryDecided(recorder, Learned::carryForm3);
    Step again =
        Engine.start(
            world.setup(),
            8,
            Optional.of(Sealed.seal(recorder.bytes())),
            world.now,
            (s, u, n) -> world.judge());
    assertThat(again.snapshot().groups()).isEqualTo(world.last.snapshot().groups());
    Learned taken = Objects.requireNonNull(again.state().learned.get("pool-cdn-a"));
    assertThat(taken.part()).isEqualTo(known.part()).isLessThan(1);
    assertThat(taken.before()).isEqualTo(1);
  }

  @Test
  void aDamagedSaveIsRefusedWhole() {
    world.steps(3);
    byte[] saved = Engine.save(world.last.state());
    for (int at = 0; at < saved.length; at += 7) {
      byte[] damaged = saved.clone();
      damaged[at] ^= 1;
      Step step =
          Engine.start(
              world.setup(), 9, Optional.of(damaged), world.now, (s, u, n) -> world.judge());
      assertThat(step.snapshot().groups().values().iterator().next().mode())
          .as("byte %d", at)
          .isEqualTo(Mode.STATIC);
    }
  }

  @Test
  void decisionStateTakesAtMostTwoHundredBytesACell() {
    for (int regions : new int[] {2, 60}) {
      Loop loop = new Loop(regions, regions, 3_000, true);
      loop.faults = (r, n, c, t) -> c.equals("cdn-a") && r.equals("r1") && t > 40 ? 0.3 : 0.004;
      loop.run(60);
      byte[] saved = Engine.save(loop.last.state());
      long tables =
          loop.last.snapshot().groups().values().stream()
              .map(GroupAnswer::table)
              .distinct()
              .count();
      assertThat(saved.length - tables * 20_000.0)
          .as("%d regions, %d tables, %d bytes", regions, tables, saved.length)
          .isLessThanOrEqualTo(200.0 * loop.viewers.size());
      assertThat(tables).as("groups that stand alike share a table").isLessThan(4);
    }
  }

  @Test
  void garbageSavedIsStatic() {
    for (int size : new int[] {0, 3, 100, 5000}) {
      Step step =
          Engine.start(
              world.setup(), 9, Optional.of(new byte[size]), world.now, (s, u, n) -> world.judge());
      assertThat(step.snapshot().groups().values().iterator().next().mode()).isEqualTo(Mode.STATIC);
    }
  }

  @Test
  void aCdnRemovedFromConfigurationIsLeftAtOnceAndANewOneComesSlowly() {
    world.steps(3);
    world.weights.remove("cdn-a");
    world.weights.put("cdn-d", 50.0);
    world.step();
    assertThat(world.weights(World.WEST).shares().keySet())
        .containsExactly("cdn-b", "cdn-c", "cdn-d");
    assertThat(world.weight("cdn-d")).isGreaterThan(0);
    world.steps(3);
    assertThat(world.answer(World.WEST).table().cdns()).doesNotContain("cdn-a");
  }

  @Test
  void previewTellsTheEndAndChangesNothing() {
    world.capacity.putAll(Map.of("cdn-a", 100_000.0, "cdn-b", 100_000.0, "cdn-c", 100_000.0));
    world.steps(3).order(new OperatorOverride.Drain("cdn-a"));
    byte[] before = Engine.save(world.last.state());
    Preview preview = Engine.preview(world.last.state(), world.inputs(), world.now);
    assertThat(preview.weights().values().iterator().next().shares())
        .isEqualTo(Map.of("cdn-a", 0, "cdn-b", 6000, "cdn-c", 4000));
    assertThat(preview.peakUtilisation())
        .hasValueCloseTo(0.6, org.assertj.core.api.Assertions.within(0.01));
    assertThat(preview.refusedBy()).isEmpty();
    assertThat(Engine.save(world.last.state())).isEqualTo(before);
  }

  @Test
  void previewOfOtherSharesForgetsWhatPriceBent() {
    world.steps(3);
    Weights bent = Weights.ofProportions(Map.of("cdn-a", 3.0, "cdn-b", 3.0, "cdn-c", 4.0));
    Objects.requireNonNull(world.last.state().groups.get(World.WEST)).bent = bent;
    assertThat(previewed()).isEqualTo(bent.shares());
    world.weights.put("cdn-a", 0.0);
    assertThat(previewed()).isEqualTo(Map.of("cdn-a", 0, "cdn-b", 6000, "cdn-c", 4000));
  }

  private Map<String, Integer> previewed() {
    Preview preview = Engine.preview(world.last.state(), world.inputs(), world.now);
    return Objects.requireNonNull(preview.weights().get(World.WEST)).shares();
  }

  @Test
  void canariesComeBackWhenProbesNoLongerFail() {
    world.steps(3).latch("cdn-a", 0.05);
    world.steps(60);
    int floor = world.weight("cdn-a");
    assertThat(floor).isPositive();
    CdnHealth latched = World.latched(new CdnState.Drained(world.now, 0), 0.05, true);
    world.believe("cdn-a", World.withoutCanaries(latched));
    world.steps(2);
    assertThat(world.weight("cdn-a")).isZero();
    world.believe("cdn-a", latched);
    world.steps(30);
    assertThat(world.weight("cdn-a")).isBetween(1, floor);
    int settled = world.weight("cdn-a");
    world.steps(30);
    assertThat(world.weight("cdn-a")).isEqualTo(settled);
  }

  @Test
  void canariesRotateAsDecisions() {
    world.capacity.putAll(Map.of("cdn-a", 100_000.0, "cdn-b", 100_000.0, "cdn-c", 100_000.0));
    world.steps(3).latch("cdn-a", 1);
    world.steps(3);
    world.believe("cdn-a", World.latched(new CdnState.Drained(world.now, 0), 1, true));
    world.steps(70);
    assertThat(world.decisions.stream().filter(d -> d.rule() == Rule.CANARY).count())
        .isBetween(2L, 3L);
  }
}
