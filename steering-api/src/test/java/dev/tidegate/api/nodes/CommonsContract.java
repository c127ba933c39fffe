package dev.tidegate.api.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidegate.answer.Version;
import dev.tidegate.api.nodes.Commons.LogEntry;
import dev.tidegate.api.nodes.Commons.Outcome;
import dev.tidegate.api.nodes.Commons.Pulse;
import dev.tidegate.api.nodes.Commons.Sign;
import dev.tidegate.api.store.Store.StoredDecision;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The laws of {@link Commons}, in their order. Every implementation's test extends this. */
public abstract class CommonsContract {
  /** What a log keeps of entries, in these tests. */
  protected static final int LOG_BOUND = 20;

  /** Longer than any of these tests. */
  private static final Duration LONG = Duration.ofMinutes(10);

  /** Over at once. */
  private static final Duration SHORT = Duration.ofMillis(20);

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration ALL = Duration.ofDays(1);
  private static final byte[] NO_NEWS = bytes("news");

  protected Commons a;
  protected Commons b;

  /** Another node's way to the same empty place. */
  protected abstract Commons open();

  /** Lets so much of the store's time go by. */
  protected abstract void pass(Duration time);

  /** What has been kept of decisions, as JSON, newest first. */
  protected abstract List<String> decisions();

  @BeforeEach
  void openTwo() {
    a = open();
    b = open();
  }

  @AfterEach
  void closeBoth() {
    a.close();
    b.close();
  }

  // --- 1: one lease at a time ---

  @Test
  void onlyOneNodeGetsTheLease() {
    Lease lease = a.acquire("a", 0, LONG).orElseThrow();
    assertThat(lease.node()).isEqualTo("a");
    assertThat(b.acquire("b", 0, LONG)).isEmpty();
    assertThat(pulse(b).leader()).contains("a");
    assertThat(a.renew(lease, LONG)).isTrue();
  }

  @Test
  void ofManyWhoAskAtOnceOneGetsIt() throws Exception {
    List<Callable<Optional<Lease>>> asking = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      Commons at = i % 2 == 0 ? a : b;
      String node = "n" + i;
      asking.add(() -> at.acquire(node, 0, LONG));
    }
    assertThat(together(asking)).filteredOn(Optional::isPresent).hasSize(1);
  }

  @Test
  void aLeaseThatIsNotRenewedEnds() {
    Lease lease = a.acquire("a", 0, SHORT).orElseThrow();
    pass(SHORT);
    assertThat(pulse(b).leader()).isEmpty();
    assertThat(a.renew(lease, LONG)).isFalse();
    Lease next = b.acquire("b", 0, LONG).orElseThrow();
    a.release(lease);
    assertThat(b.renew(next, LONG)).as("who has lost it cannot give it away").isTrue();
  }

  @Test
  void renewingSaysHowLongItStands() {
    Lease lease = a.acquire("a", 0, LONG).orElseThrow();
    assertThat(a.renew(lease, SHORT)).isTrue();
    pass(SHORT);
    assertThat(a.renew(lease, LONG)).isFalse();
    assertThat(b.acquire("b", 0, LONG)).isPresent();
  }

  @Test
  void aLeaseThatIsGivenBackIsFree() {
    Lease lease = a.acquire("a", 0, LONG).orElseThrow();
    a.release(lease);
    assertThat(a.renew(lease, LONG)).isFalse();
    assertThat(b.acquire("b", 0, LONG)).isPresent();
  }

  @Test
  void whoNeverHeardThatItHasTheLeaseTakesItOnceMore() {
    Lease unheard = a.acquire("a", 0, SHORT).orElseThrow();
    Lease lease = a.acquire("a", 0, LONG).orElseThrow();
    assertThat(lease.epoch()).isEqualTo(unheard.epoch() + 1);
    assertThat(a.renew(unheard, LONG)).isFalse();
    a.release(unheard);
    pass(SHORT);
    assertThat(a.renew(lease, LONG)).isTrue();
    assertThat(b.acquire("a", 0, LONG)).as("another process of the same name").isEmpty();
  }

  @Test
  void anotherTokenIsAnotherLease() {
    Lease lease = a.acquire("a", 0, LONG).orElseThrow();
    Lease forged = new Lease("a", lease.token() + "x", lease.epoch());
    assertThat(a.renew(forged, LONG)).isFalse();
    a.release(forged);
    assertThat(a.publish(forged, publication(lease.epoch(), 1), NO_NEWS))
        .isEqualTo(Outcome.NO_LEASE);
    assertThat(a.renew(lease, LONG)).isTrue();
  }

  // --- 2: epochs rise ---

  @Test
  void eachLeaseHasAHigherEpoch() {
    long last = -1;
    for (int i = 0; i < 5; i++) {
      Lease lease = a.acquire("a", 0, LONG).orElseThrow();
      assertThat(lease.epoch()).isGreaterThan(last);
      assertThat(pulse(b).epoch()).isEqualTo(lease.epoch());
      last = lease.epoch();
      a.release(lease);
    }
  }

  @Test
  void aLeaseIsAboveWhatItsTakerHasSeen() {
    Lease first = a.acquire("a", 41, LONG).orElseThrow();
    assertThat(first.epoch()).isEqualTo(42);
    a.release(first);
    assertThat(b.acquire("b", 7, LONG).orElseThrow().epoch()).isEqualTo(43);
  }

  @Test
  void aLeaseIsAboveWhatWasRaised() {
    a.raise(9);
    a.raise(3);
    assertThat(pulse(b).epoch()).isEqualTo(9);
    assertThat(b.acquire("b", 0, LONG).orElseThrow().epoch()).isEqualTo(10);
  }

  @Test
  void epochsAreNumbersNotWords() {
    a.raise(9);
    a.raise(10);
    assertThat(pulse(a).epoch()).isEqualTo(10);
    long large = 1L << 52;
    a.raise(large);
    assertThat(a.acquire("a", 0, LONG).orElseThrow().epoch()).isEqualTo(large + 1);
  }

  @Test
  void raisingDoesNotEndTheLeaseButIsSeen() {
    Lease lease = a.acquire("a", 0, LONG).orElseThrow();
    b.raise(lease.epoch() + 1);
    assertThat(a.renew(lease, LONG)).isTrue();
    assertThat(Rules.outgrown(lease, pulse(a).epoch(), Rules.NOTHING)).isTrue();
  }

  // --- 3: who publishes what ---

  @Test
  void onlyTheStandingLeasePublishes() {
    Lease old = a.acquire("a", 0, SHORT).orElseThrow();
    pass(SHORT);
    assertThat(a.publish(old, publication(old.epoch(), 1), NO_NEWS)).isEqualTo(Outcome.NO_LEASE);
    Lease next = b.acquire("b", 0, LONG).orElseThrow();
    assertThat(a.publish(old, publication(old.epoch(), 1), NO_NEWS)).isEqualTo(Outcome.NO_LEASE);
    assertThat(a.published()).isEmpty();
    assertThat(b.publish(next, publication(next.epoch(), 1), NO_NEWS)).isEqualTo(Outcome.DONE);
    assertThat(a.publish(old, publication(old.epoch(), 2), NO_NEWS)).isEqualTo(Outcome.NO_LEASE);
    assertThat(pulse(a).published()).contains(publication(next.epoch(), 1).version());
  }

  @Test
  void versionsRise() {
    Lease lease = a.acquire("a", 0, LONG).orElseThrow();
    for (long seq : List.of(2L, 9L, 10L, 1L << 52)) {
      assertThat(a.publish(lease, publication(lease.epoch(), seq), NO_NEWS))
          .isEqualTo(Outcome.DONE);
      for (long notAbove : List.of(seq, seq - 1, 1L)) {
        assertThat(a.publish(lease, publication(lease.epoch(), notAbove), NO_NEWS))
            .isEqualTo(Outcome.NOT_ABOVE);
      }
      assertThat(pulse(b).published().orElseThrow().seq()).isEqualTo(seq);
    }
  }

  @Test
  void anotherContentOfTheSameVersionIsNotAbove() {
    Lease lease = a.acquire("a", 0, LONG).orElseThrow();
    Publication first = publication(lease.epoch(), 1);
    a.publish(lease, first, NO_NEWS);
    Version same = new Version(lease.epoch(), 1, "ffffffff");
    Publication other = new Publication(same, bytes("x"), bytes("y"), List.of());
    assertThat(a.publish(lease, other, NO_NEWS)).isEqualTo(Outcome.NOT_ABOVE);
    assertThat(a.published().orElseThrow().version()).isEqualTo(first.version());
  }

  @Test
  void aHigherEpochIsAboveAnyNumberOfALowerOne() {
    Lease first = a.acquire("a", 8, LONG).orElseThrow();
    a.publish(first, publication(first.epoch(), 1_000), NO_NEWS);
    a.release(first);
    Lease next = b.acquire("b", 0, LONG).orElseThrow();
    assertThat(next.epoch()).isEqualTo(10);
    assertThat(b.publish(next, publication(10, 0), NO_NEWS)).isEqualTo(Outcome.DONE);
  }

  @Test
  void nothingOfAnotherEpochIsPublished() {
    Lease lease = a.acquire("a", 5, LONG).orElseThrow();
    for (long epoch : List.of(lease.epoch() - 1, lease.epoch() + 1)) {
      assertThatThrownBy(() -> a.publish(lease, publication(epoch, 1), NO_NEWS))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(a.published()).isEmpty();
  }

  @Test
  void onlyTheStandingLeaseShows() {
    assertThat(a.shown()).isEmpty();
    Lease lease = a.acquire("a", 0, LONG).orElseThrow();
    a.show(lease, bytes("mine"));
    a.release(lease);
    a.show(lease, bytes("too late"));
    assertThat(b.shown().orElseThrow()).isEqualTo(bytes("mine"));
  }

  // --- 4: what was published is read whole ---

  @Test
  void whatWasPublishedIsReadByEveryNode() {
    assertThat(b.published()).isEmpty();
    assertThat(b.memory()).isEmpty();
    assertThat(pulse(b).published()).isEmpty();
    Lease lease = a.acquire("a", 0, LONG).orElseThrow();
    Publication one = random(lease.epoch(), 1, 3);
    a.publish(lease, one, NO_NEWS);
    a.publish(lease, random(lease.epoch(), 1, 4), NO_NEWS);
    for (Commons node : List.of(a, b)) {
      Publication read = node.published().orElseThrow();
      assertThat(read.version()).isEqualTo(one.version());
      assertThat(read.snapshot()).isEqualTo(one.snapshot());
      assertThat(read.memory()).isEqualTo(one.memory());
      assertThat(read.decisions()).isEmpty();
      assertThat(node.memory().orElseThrow()).isEqualTo(one.memory());
      assertThat(pulse(node).published()).contains(one.version());
    }
    assertThat(decisions()).containsExactly(json(2), json(1), json(0));
  }

  @Test
  void nobodyEverReadsHalfOfIt() throws Exception {
    Lease lease = a.acquire("a", 0, LONG).orElseThrow();
    AtomicBoolean done = new AtomicBoolean();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Integer> reading = threads.submit(() -> readUntil(done));
      for (int seq = 1; seq <= 100; seq++) {
        byte[] body = bytes("" + seq);
        a.publish(lease, new Publication(version(lease.epoch(), seq), body, body, List.of()), body);
      }
      done.set(true);
      assertThat(reading.get()).isPositive();
    }
  }

  @Test
  void whatIsKeptReplacesTheMemoryAlone() {
    Lease lease = a.acquire("a", 0, LONG).orElseThrow();
    assertThat(a.keep(lease, bytes("early"), List.of())).isEqualTo(Outcome.DONE);
    assertThat(b.published()).isEmpty();
    assertThat(b.memory().orElseThrow()).isEqualTo(bytes("early"));
    Publication one = random(lease.epoch(), 1, 2);
    a.publish(lease, one, NO_NEWS);
    List<StoredDecision> third = random(lease.epoch(), 1, 3).decisions().subList(2, 3);
    assertThat(a.keep(lease, bytes("kept"), third)).isEqualTo(Outcome.DONE);
    Publication read = b.published().orElseThrow();
    assertThat(read.version()).isEqualTo(one.version());
    assertThat(read.snapshot()).isEqualTo(one.snapshot());
    assertThat(read.memory()).isEqualTo(bytes("kept"));
    a.release(lease);
    assertThat(a.keep(lease, bytes("late"), third)).isEqualTo(Outcome.NO_LEASE);
    assertThat(b.memory().orElseThrow()).isEqualTo(bytes("kept"));
    assertThat(decisions()).containsExactly(json(2), json(1), json(0));
  }

  private int readUntil(AtomicBoolean done) {
    int read = 0;
    boolean last;
    do {
      last = done.get();
      Optional<Publication> found = b.published();
      if (found.isPresent()) {
        byte[] seq = bytes("" + found.get().version().seq());
        assertThat(found.get().snapshot()).isEqualTo(seq);
        assertThat(found.get().memory()).isEqualTo(seq);
        read++;
      }
    } while (!last);
    return read;
  }

  @Test
  void signsOfLifeAreSeenByAllAndGrowOld() {
    Sign first = sign("a", 1, true);
    a.pulse(first);
    Sign again = sign("a", 2, false);
    a.pulse(again);
    Sign other = sign("b", 7, false);
    Pulse pulse = b.pulse(other);
    assertThat(b.nodes(LONG)).containsExactly(again, other);
    assertThat(pulse.leader()).isEmpty();
    assertThat(pulse.writes()).isEmpty();
    pass(SHORT);
    assertThat(b.nodes(Duration.ofMillis(1))).isEmpty();
    assertThat(pulse(a).now()).isGreaterThanOrEqualTo(pulse.now() + SHORT.toMillis());
  }

  // --- 5: logs ---

  @Test
  void aLogKeepsWhatWasAppendedInOrder() {
    for (int i = 0; i < 10; i++) {
      (i % 2 == 0 ? a : b).append("live", bytes("" + i));
    }
    a.append("vod", bytes("other"));
    List<LogEntry> all = b.read("live", Optional.empty(), ALL, 100);
    assertThat(texts(all)).containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
    assertThat(all).isSortedAccordingTo((x, y) -> Long.compare(x.at(), y.at()));
    assertThat(texts(b.read("vod", Optional.empty(), ALL, 100))).containsExactly("other");
    assertThat(b.read("none", Optional.empty(), ALL, 100)).isEmpty();
  }

  @Test
  void aLogIsReadOnFromWhereOneWas() {
    for (int i = 0; i < 7; i++) {
      a.append("live", bytes("" + i));
    }
    List<LogEntry> first = b.read("live", Optional.empty(), ALL, 3);
    assertThat(texts(first)).containsExactly("0", "1", "2");
    Optional<String> after = Optional.of(first.getLast().id());
    assertThat(texts(b.read("live", after, ALL, 3))).containsExactly("3", "4", "5");
    List<LogEntry> rest = b.read("live", after, Duration.ofMillis(1), 100);
    assertThat(texts(rest)).containsExactly("3", "4", "5", "6");
    Optional<String> end = Optional.of(rest.getLast().id());
    assertThat(b.read("live", end, ALL, 100)).isEmpty();
    a.append("live", bytes("new"));
    assertThat(texts(b.read("live", end, ALL, 100))).containsExactly("new");
  }

  @Test
  void whoBeginsToReadBeginsWhereItIsToldTo() {
    a.append("live", bytes("old"));
    pass(Duration.ofMillis(200));
    assertThat(b.read("live", Optional.empty(), Duration.ofMillis(100), 10)).isEmpty();
    assertThat(texts(b.read("live", Optional.empty(), ALL, 10))).containsExactly("old");
  }

  @Test
  void aLogKeepsNoMoreThanItsBound() {
    for (int i = 0; i < 3 * LOG_BOUND; i++) {
      a.append("live", bytes("" + i));
    }
    List<String> kept = texts(a.read("live", Optional.empty(), ALL, 10 * LOG_BOUND));
    assertThat(kept).hasSize(LOG_BOUND);
    assertThat(kept.getLast()).isEqualTo("" + (3 * LOG_BOUND - 1));
  }

  @Test
  void anyBytesCanBeAppended() {
    byte[] body = new byte[100_000];
    new Random(5).nextBytes(body);
    a.append("live", body);
    assertThat(b.read("live", Optional.empty(), ALL, 1).getFirst().body()).isEqualTo(body);
  }

  // --- 6: news ---

  @Test
  void newsReachesAllWhoListen() {
    Queue<String> first = listening(a);
    Queue<String> second = listening(b);
    Lease lease = a.acquire("a", 0, LONG).orElseThrow();
    a.publish(lease, publication(lease.epoch(), 1), bytes("one"));
    a.publish(lease, publication(lease.epoch(), 1), bytes("refused"));
    a.publish(lease, publication(lease.epoch(), 2), bytes("two"));
    for (Queue<String> heard : List.of(first, second)) {
      until(() -> heard.contains("two"));
      assertThat(heard).containsExactly("", "one", "two");
    }
  }

  private static Queue<String> listening(Commons node) {
    Queue<String> heard = new ConcurrentLinkedQueue<>();
    node.listen(news -> heard.add(new String(news, StandardCharsets.UTF_8)));
    until(() -> !heard.isEmpty()); // connected
    return heard;
  }

  // --- what tests are made of ---

  /** Polls until it is so. */
  protected static void until(java.util.function.BooleanSupplier so) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!so.getAsBoolean()) {
      assertThat(System.nanoTime()).as("patience").isLessThan(deadline);
      java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
    }
  }

  private static <T> List<T> together(List<Callable<T>> tasks)
      throws InterruptedException, ExecutionException {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<T> results = new ArrayList<>();
      for (Future<T> result : threads.invokeAll(tasks)) {
        results.add(result.get());
      }
      return results;
    }
  }

  protected static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static List<String> texts(List<LogEntry> entries) {
    return entries.stream().map(e -> new String(e.body(), StandardCharsets.UTF_8)).toList();
  }

  private static Pulse pulse(Commons node) {
    return node.pulse(sign("p", 1, false));
  }

  private static Sign sign(String node, long boot, boolean leading) {
    return new Sign(
        node, "https://[::1]:8081/ä", boot, version(3, boot), leading, 1_234_567, "0.1.0");
  }

  protected static Version version(long epoch, long seq) {
    return new Version(epoch, seq, "0123abcd");
  }

  protected static Publication publication(long epoch, long seq) {
    return new Publication(version(epoch, seq), bytes("s" + seq), bytes("m" + seq), List.of());
  }

  /** Bytes of all kinds, and some decisions. */
  private static Publication random(long epoch, long seq, int decisions) {
    Random random = new Random(seq);
    byte[] snapshot = new byte[200_000];
    byte[] memory = new byte[50_000];
    random.nextBytes(snapshot);
    random.nextBytes(memory);
    List<StoredDecision> made = new ArrayList<>();
    for (int i = 0; i < decisions; i++) {
      Instant at = Instant.ofEpochMilli(1_700_000_000_000L + i);
      made.add(new StoredDecision("d" + i, at, "live", "eu\"-ä", "north", json(i)));
    }
    return new Publication(version(epoch, seq), snapshot, memory, made);
  }

  private static String json(int i) {
    return "{\"n\":" + i + ",\"text\":\"ä \\u0000\"}";
  }
}
