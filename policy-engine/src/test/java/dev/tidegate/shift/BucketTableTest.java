package dev.tidegate.shift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidegate.model.Weights;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The laws in {@link BucketTable}'s Javadoc, in that order. */
class BucketTableTest {
  private static final int SEEDS = 150;
  private static final int NOW = 1_795_000_000;

  @Test
  void everyBucketHasAnOrderOfEveryCdnOnce() {
    for (long seed = 1; seed <= 40; seed++) {
      Random random = new Random(seed);
      BucketTable table = BucketTable.first(weights(random, 1 + random.nextInt(7)));
      Tails tails = tails(random, table);
      table = table.shift(weights(random, table.cdns().size()), tails, NOW, 60);
      assertThat(new HashSet<>(table.orders())).as("seed %d", seed).hasSameSizeAs(table.orders());
      for (List<String> order : table.orders()) {
        assertThat(order).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(table.cdns());
      }
      for (int bucket = 0; bucket < Buckets.COUNT; bucket++) {
        List<String> order = table.order(bucket);
        assertThat(order.getFirst()).isEqualTo(table.owner(bucket));
        assertThat(lastStandLast(order, tails)).as("seed %d, %s", seed, order).isTrue();
      }
    }
  }

  @Test
  void firstTableHasExactlyTheSharesOfItsWeights() {
    for (long seed = 1; seed <= SEEDS; seed++) {
      Weights weights = weights(new Random(seed), 1 + (int) (seed % 8));
      assertThat(BucketTable.first(weights).shares()).as("seed %d", seed).isEqualTo(weights);
    }
  }

  @Test
  void shiftReachesTheSharesExactlyByTheFewestMoves() {
    for (long seed = 1; seed <= SEEDS; seed++) {
      Random random = new Random(seed);
      int size = 2 + random.nextInt(5);
      BucketTable table = BucketTable.first(weights(random, size));
      for (int step = 0; step < 4; step++) {
        Weights target = weights(random, size);
        BucketTable next = table.shift(target, table.tails(), NOW + step, 60);
        assertThat(next.shares()).as("seed %d", seed).isEqualTo(target);
        assertThat(moved(table, next))
            .as("seed %d", seed)
            .isEqualTo(table.shares().distance(target));
        table = next;
      }
    }
  }

  @Test
  void bucketsMovedOfLateMoveLast() {
    BucketTable first = BucketTable.first(of(5000, 3000, 2000));
    BucketTable second = first.shift(of(4000, 4000, 2000), first.tails(), NOW, 60);
    BucketTable third = second.shift(of(4000, 3200, 2800), second.tails(), NOW + 30, 60);
    for (int bucket = 0; bucket < Buckets.COUNT; bucket++) {
      if (second.movedAt(bucket) == NOW) {
        assertThat(third.owner(bucket)).isEqualTo(second.owner(bucket));
      }
    }
    assertThat(third.shift(of(10_000, 0, 0), third.tails(), NOW + 40, 60).shares())
        .as("exact shares win over no-bounce")
        .isEqualTo(of(10_000, 0, 0));
  }

  @Test
  void unchangedIsTheSameObject() {
    BucketTable table = BucketTable.first(of(5000, 3000, 2000));
    assertThat(table.shift(of(5000, 3000, 2000), table.tails(), NOW, 60)).isSameAs(table);
  }

  @Test
  void secondPlacesAreDealtByHeadroom() {
    Weights weights = of(5000, 3000, 2000);
    TreeMap<String, Integer> room =
        new TreeMap<>(Map.of("cdn-a", 1000, "cdn-b", 6000, "cdn-c", 2000));
    BucketTable table = BucketTable.first(weights, new Tails(room, new TreeSet<>()));
    Map<String, Integer> second = new HashMap<>();
    for (int bucket = 0; bucket < Buckets.COUNT; bucket++) {
      if (table.owner(bucket).equals("cdn-a")) {
        second.merge(table.order(bucket).get(1), 1, Integer::sum);
      }
    }
    assertThat(second.getOrDefault("cdn-b", 0)).isBetween(3600, 3900);
  }

  @Test
  void aCdnThatLeavesIsInNoOrderAndOneThatComesIsInAll() {
    BucketTable table = BucketTable.first(of(5000, 3000, 2000));
    Weights without = new Weights(new TreeMap<>(Map.of("cdn-a", 6000, "cdn-c", 4000)));
    BucketTable smaller = table.shift(without, Tails.even(without.shares().keySet()), NOW, 60);
    assertThat(smaller.shares()).isEqualTo(without);
    assertThat(smaller.orders()).noneMatch(order -> order.contains("cdn-b"));
    assertThat(moved(table, smaller)).isEqualTo(3000);
    BucketTable back = smaller.shift(of(6000, 0, 4000), table.tails(), NOW, 60);
    assertThat(moved(smaller, back)).isZero();
    assertThat(back.orders()).allMatch(order -> order.contains("cdn-b"));
  }

  @Test
  void canariesTakeTurnsWithoutChangingShares() {
    BucketTable table = BucketTable.first(of(40, 5960, 4000));
    BucketTable turned = table.rotate("cdn-a", 1);
    assertThat(turned.shares()).isEqualTo(table.shares());
    int stayed = 0;
    for (int bucket = 0; bucket < Buckets.COUNT; bucket++) {
      stayed += table.owner(bucket).equals("cdn-a") && turned.owner(bucket).equals("cdn-a") ? 1 : 0;
    }
    assertThat(stayed).isZero();
    assertThat(moved(table, turned)).isEqualTo(80);
  }

  @Test
  void codecReturnsWhatItWasGiven() throws IOException {
    for (long seed = 1; seed <= 40; seed++) {
      Random random = new Random(seed);
      int size = 1 + random.nextInt(9);
      BucketTable table = BucketTable.first(weights(random, size));
      table = table.shift(weights(random, size), tails(random, table), NOW, 60);
      table = table.shift(weights(random, size), table.tails(), NOW + 90, 60);
      byte[] bytes = TableCodec.bytes(table);
      assertThat(TableCodec.read(new DataInputStream(new ByteArrayInputStream(bytes))))
          .as("seed %d", seed)
          .isEqualTo(table);
    }
    assertThat(TableCodec.bytes(BucketTable.first(of(5000, 3000, 2000)))).hasSizeLessThan(2_700);
  }

  @Test
  void codecRefusesGarbage() {
    for (long seed = 1; seed <= 200; seed++) {
      byte[] garbage = new byte[new Random(seed).nextInt(4_000)];
      new Random(seed).nextBytes(garbage);
      assertThatThrownBy(
              () -> TableCodec.read(new DataInputStream(new ByteArrayInputStream(garbage))))
          .as("seed %d", seed)
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void frozenBucketsOfSessions() {
    Map<String, Integer> vectors = new TreeMap<>();
    for (String session :
        List.of("", "a", "7f3a", "session-1", "viewer@example.com", "日本語", "😀")) {
      vectors.put(session, Buckets.of(session));
    }
    long sum = 0;
    Random random = new Random(42);
    for (int i = 0; i < 100_000; i++) {
      sum = sum * 31 + Buckets.of(Long.toHexString(random.nextLong()));
    }
    assertThat(vectors + " " + Long.toHexString(sum)).isEqualTo(FrozenFigures.BUCKETS);
  }

  @Test
  void frozenFirstTableAndOneShift() {
    BucketTable table = BucketTable.first(of(5000, 3000, 2000));
    BucketTable next = table.shift(of(7000, 3000, 0), table.tails(), NOW, 60);
    assertThat(Long.toHexString(table.contentHash()) + " " + Long.toHexString(next.contentHash()))
        .isEqualTo(FrozenFigures.TABLES);
  }

  private static boolean lastStandLast(List<String> order, Tails tails) {
    boolean seen = false;
    for (String cdn : order.subList(1, order.size())) {
      if (seen && !tails.last().contains(cdn)) {
        return false;
      }
      seen |= tails.last().contains(cdn);
    }
    return true;
  }

  private static int moved(BucketTable from, BucketTable to) {
    int moved = 0;
    for (int bucket = 0; bucket < Buckets.COUNT; bucket++) {
      moved += from.owner(bucket).equals(to.owner(bucket)) ? 0 : 1;
    }
    return moved;
  }

  private static Tails tails(Random random, BucketTable table) {
    TreeMap<String, Integer> room = new TreeMap<>();
    TreeSet<String> last = new TreeSet<>();
    for (String cdn : table.cdns()) {
      room.put(cdn, random.nextInt(10_000));
      if (random.nextInt(4) == 0) {
        last.add(cdn);
      }
    }
    return new Tails(room, last);
  }

  private static Weights weights(Random random, int size) {
    TreeMap<String, Double> proportions = new TreeMap<>();
    for (int i = 0; i < size; i++) {
      proportions.put("cdn-" + (char) ('a' + i), random.nextInt(5) == 0 ? 0 : random.nextDouble());
    }
    proportions.merge("cdn-a", 0.01, Double::sum);
    return Weights.ofProportions(proportions);
  }

  private static Weights of(int a, int b, int c) {
    return new Weights(new TreeMap<>(Map.of("cdn-a", a, "cdn-b", b, "cdn-c", c)));
  }
}
