package dev.tidegate.api.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.answer.SnapshotCodec;
import dev.tidegate.answer.Version;
import dev.tidegate.api.loop.Company.Role;
import dev.tidegate.api.nodes.MemoryCommons.Way;
import dev.tidegate.api.nodes.MemoryPlace;
import dev.tidegate.api.store.SqliteStore;
import dev.tidegate.api.store.Store;
import dev.tidegate.model.OperatorOverride;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Three nodes with real engines over a store in memory, time moved by hand, a third of the viewers
 * on each. The laws, in this order:
 *
 * <ol>
 *   <li>One leads, and all answer the same within a tick.
 *   <li>What all hear together is decided on: a fault that each sees a third of is left everywhere.
 *   <li>A leader that dies is followed by another within its lease and a tick; no share moves for
 *       it, and versions only rise.
 *   <li>A leader that was paused finds that another leads, and publishes nothing.
 *   <li>Without the store answers stand, and a hard outage is left by every node on its own; when
 *       the store is back all are the same again within ten ticks, and nobody goes back to what was
 *       left.
 *   <li>A store that forgot what it acknowledged sets nobody back.
 *   <li>A node that starts while the store is away answers what it last answered.
 *   <li>An operator's word on one node is in force on all within two ticks.
 *   <li>Clocks that differ, or are set, move nobody, and a fault is left as ever.
 *   <li>Logs that are away keep nobody from leading.
 *   <li>Who is alone and still hears news leaves a hard outage all the same.
 * </ol>
 */
class NodesLoopTest {
  @TempDir Path home;
  private final List<LoopNode> nodes = new ArrayList<>();
  private Store store;
  private long millis;
  private MemoryPlace place;

  @BeforeEach
  void open() throws Exception {
    store = SqliteStore.open(home.resolve("store"));
    millis = Instant.parse("2026-11-22T10:00:00Z").toEpochMilli();
    place = new MemoryPlace(() -> millis, 500);
    for (int i = 0; i < 3; i++) {
      nodes.add(new LoopNode("n" + i, i + 1, home.resolve("n" + i), place, store));
    }
    nodes.forEach(LoopNode::start);
  }

  @AfterEach
  void close() {
    nodes.forEach(LoopNode::close);
    store.close();
  }

  private void seconds(int count) {
    for (int i = 0; i < count; i++) {
      millis += 1000;
      nodes.forEach(node -> node.advance(Duration.ofSeconds(1)));
    }
  }

  private LoopNode leader() {
    List<LoopNode> leading = nodes.stream().filter(n -> n.role() == Role.LEADING).toList();
    assertThat(leading).as("who leads").hasSize(1);
    return leading.getFirst();
  }

  private void assertSame() {
    byte[] first = SnapshotCodec.bytes(nodes.getFirst().loop.snapshot());
    for (LoopNode node : nodes) {
      assertThat(SnapshotCodec.bytes(node.loop.snapshot())).as(node.name).isEqualTo(first);
    }
  }

  private void fault(double rate) {
    nodes.forEach(node -> node.audience.fault = rate);
  }

  private int share(LoopNode node) {
    return node.loop
        .snapshot()
        .find("live", "in-west", Optional.empty())
        .orElseThrow()
        .weights()
        .of("cdn-a");
  }

  @Test
  void oneLeadsAndAllAnswerTheSame() {
    seconds(3);
    LoopNode first = leader();
    assertSame();
    seconds(30);
    assertThat(leader()).isSameAs(first);
    assertSame();
    assertThat(first.loop.company().orElseThrow().nodes()).hasSize(3);
    assertThat(first.stats().heard().missing()).isZero();
    assertThat(first.stats().heard().again()).isZero();
  }

  @Test
  void whatAllHearTogetherIsDecidedOn() {
    seconds(90);
    fault(0.12);
    seconds(60);
    assertThat(share(nodes.getFirst())).isLessThan(500);
    assertSame();
    nodes.forEach(LoopNode::assertOnlyRose);
  }

  @Test
  void aLeaderThatDiesIsFollowed() {
    seconds(60);
    LoopNode dead = leader();
    Version before = dead.loop.snapshot().version();
    dead.kill();
    nodes.remove(dead);
    seconds(4);
    assertThat(leader().loop.snapshot().version().epoch()).isGreaterThan(before.epoch());
    assertThat(share(leader())).isEqualTo(share(dead));
    fault(0.12);
    seconds(60);
    assertThat(share(leader())).isLessThan(500);
    assertSame();
    nodes.forEach(LoopNode::assertOnlyRose);
  }

  @Test
  void aLeaderThatWasPausedPublishesNothing() {
    seconds(60);
    LoopNode paused = leader();
    nodes.remove(paused);
    seconds(30);
    LoopNode next = leader();
    nodes.add(paused);
    Version published = next.loop.snapshot().version();
    paused.passed(Duration.ofSeconds(30));
    seconds(1);
    assertThat(paused.role()).isEqualTo(Role.FOLLOWING);
    assertThat(next.loop.snapshot().version().epoch()).isEqualTo(published.epoch());
    seconds(1);
    assertThat(leader()).isSameAs(next);
    assertSame();
    nodes.forEach(LoopNode::assertOnlyRose);
  }

  @Test
  void withoutTheStoreAHardOutageIsLeftByEachAndNobodyGoesBackToIt() {
    seconds(90);
    nodes.forEach(node -> node.commons.way(Way.CUT));
    fault(1);
    seconds(15);
    for (LoopNode node : nodes) {
      assertThat(node.role()).as(node.name).isEqualTo(Role.ALONE);
      assertThat(share(node)).as(node.name).isLessThan(200);
    }
    seconds(60);
    nodes.forEach(node -> node.commons.way(Way.OPEN));
    int most = 0;
    for (int i = 0; i < 30; i++) {
      seconds(1);
      for (LoopNode node : nodes) {
        most = Math.max(most, share(node));
      }
      if (i == 10) {
        leader();
        assertSame();
      }
    }
    assertThat(most).as("the share of what was left, at most").isLessThan(400);
    nodes.forEach(LoopNode::assertOnlyRose);
  }

  @Test
  void aStoreThatForgotSetsNobodyBack() {
    seconds(90);
    fault(0.12);
    seconds(20);
    place.lose(60);
    seconds(10);
    assertSame();
    leader();
    place.lose(1_000);
    seconds(10);
    assertSame();
    leader();
    nodes.forEach(LoopNode::assertOnlyRose);
  }

  @Test
  void aNodeThatStartsWithoutTheStoreAnswersWhatItLastAnswered() throws Exception {
    seconds(90);
    fault(0.12);
    seconds(40);
    LoopNode restarted = nodes.get(2);
    byte[] before = SnapshotCodec.bytes(restarted.loop.snapshot());
    restarted.kill();
    LoopNode again = new LoopNode("n2", 9, home.resolve("n2"), place, store, Way.CUT);
    assertThat(SnapshotCodec.bytes(again.loop.snapshot())).isEqualTo(before);
    again.close();
  }

  @Test
  void anOperatorsWordOnOneNodeIsInForceOnAll() {
    seconds(60);
    Instant now = Instant.ofEpochMilli(millis);
    store.addOverride(
        id ->
            new OperatorOverride(
                id,
                Optional.empty(),
                Optional.empty(),
                new OperatorOverride.Drain("cdn-a"),
                now,
                now,
                now.plusSeconds(600),
                "ops",
                "test"),
        stored ->
            new Store.AuditDraft(now, "ops", "override", stored.id(), "test", "null", "null"));
    place.operatorWrote("2");
    int before = share(nodes.getFirst());
    seconds(2);
    nodes.forEach(LoopNode::settle);
    seconds(2);
    for (LoopNode node : nodes) {
      assertThat(share(node)).as(node.name).isLessThan(before);
    }
    assertSame();
  }

  @Test
  void clocksThatDifferMoveNobody() {
    nodes.get(1).jump(Duration.ofMinutes(10));
    nodes.get(2).jump(Duration.ofMinutes(-10));
    seconds(90);
    assertLeftAsEver();
  }

  @ParameterizedTest
  @ValueSource(longs = {-600, -30, 30, 600})
  void aClockThatIsSetMovesNobody(long by) {
    seconds(90);
    leader().jump(Duration.ofSeconds(by));
    seconds(60);
    assertLeftAsEver();
  }

  @Test
  void logsThatAreAwayKeepNobodyFromLeading() {
    seconds(60);
    LoopNode dead = leader();
    nodes.forEach(node -> node.commons.way(Way.NO_LOGS));
    dead.kill();
    nodes.remove(dead);
    seconds(6);
    leader();
    assertSame();
    nodes.forEach(LoopNode::assertOnlyRose);
  }

  @Test
  void whoIsAloneAndHearsNewsLeavesAHardOutageAllTheSame() {
    seconds(90);
    LoopNode cut = nodes.stream().filter(n -> n.role() == Role.FOLLOWING).findFirst().orElseThrow();
    cut.commons.way(Way.NEWS);
    seconds(6);
    assertThat(cut.role()).isEqualTo(Role.ALONE);
    fault(0.12);
    seconds(25);
    nodes.forEach(node -> node.commons.way(Way.CUT));
    fault(1);
    seconds(15);
    nodes.forEach(node -> assertThat(share(node)).as(node.name).isLessThan(200));
    nodes.forEach(LoopNode::assertOnlyRose);
  }

  private void assertLeftAsEver() {
    nodes.forEach(node -> assertThat(share(node)).as(node.name).isEqualTo(5_000));
    leader();
    assertSame();
    fault(0.12);
    seconds(60);
    nodes.forEach(node -> assertThat(share(node)).as(node.name).isLessThan(500));
    assertSame();
    nodes.forEach(LoopNode::assertOnlyRose);
  }
}
