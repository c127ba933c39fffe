package dev.tidegate.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidegate.model.Group;
import dev.tidegate.model.Mode;
import dev.tidegate.model.Weights;
import dev.tidegate.shift.BucketTable;
import dev.tidegate.shift.Buckets;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Rankings, TTLs and the bytes of a snapshot. */
class AnswerTest {
  private static final Group WEST = Group.of("live", "west");

  @Test
  void failedCdnsGoToTheEndInTheirOrderAndAreNeverRemoved() {
    GroupAnswer answer = answer(10);
    for (int bucket = 0; bucket < 200; bucket++) {
      List<String> order = answer.table().order(bucket);
      assertThat(Ranking.of(answer, bucket, c -> true, Set.of())).isSameAs(order);
      List<String> after =
          Ranking.of(answer, bucket, c -> true, Set.of(order.getFirst(), "nobody"));
      assertThat(after).containsExactly(order.get(1), order.get(2), order.getFirst());
    }
  }

  @Test
  void cdnsThatAreNotPermittedAreInNoRanking() {
    assertThat(Ranking.of(answer(10), 7, c -> !c.equals("cdn-b"), Set.of("cdn-a")))
        .containsExactly("cdn-c", "cdn-a");
  }

  @Test
  void viewersWhoAreNotOfferedACdnGetTheOthersInProportionToTheirShares() {
    Weights weights = new Weights(new TreeMap<>(Map.of("a", 100, "b", 5900, "c", 4000)));
    BucketTable table = BucketTable.first(weights);
    Map<String, Integer> first = new TreeMap<>();
    for (int bucket = 0; bucket < Buckets.COUNT; bucket++) {
      int at = Ranking.bucket(table, bucket, c -> !c.equals("c"));
      first.merge(table.owner(at), 1, Integer::sum);
      assertThat(Ranking.bucket(table, bucket, c -> true)).isEqualTo(bucket);
      assertThat(Ranking.bucket(table, bucket, c -> false)).isEqualTo(bucket);
    }
    assertThat(first.keySet()).containsExactly("a", "b");
    assertThat(first.get("a")).as("of %s, due 167", first).isBetween(130, 205);
  }

  @Test
  void ttlIsJitteredFromTenUpAndAlwaysTheSameForASession() {
    Random random = new Random(5);
    Set<Integer> told = new java.util.TreeSet<>();
    for (int i = 0; i < 1_000; i++) {
      int hash = random.nextInt();
      told.add(Ttl.jittered(20, hash));
      assertThat(Ttl.jittered(20, hash)).isEqualTo(Ttl.jittered(20, hash));
      assertThat(Ttl.jittered(9, hash)).isEqualTo(9);
      assertThat(Ttl.overload(60, hash)).isBetween(54, 66);
    }
    assertThat(told).containsExactly(18, 19, 20);
  }

  @Test
  void snapshotBytesReturnWhatTheyWereGiven() throws IOException {
    SortedMap<Group, GroupAnswer> groups = new TreeMap<>(Map.of(WEST, answer(10)));
    SteeringSnapshot snapshot =
        new SteeringSnapshot(
            new Version(7, 1042, SnapshotCodec.contentHash(groups)),
            Instant.parse("2026-11-22T12:00:00Z"),
            groups);
    SteeringSnapshot read = SnapshotCodec.read(SnapshotCodec.bytes(snapshot));
    assertThat(read).isEqualTo(snapshot);
    assertThat(SnapshotCodec.contentHash(read.groups())).isEqualTo(snapshot.version().hash());
    assertThat(SnapshotCodec.contentHash(new TreeMap<>(Map.of(WEST, answer(11)))))
        .as("the hash is of the content")
        .isNotEqualTo(snapshot.version().hash());
  }

  @Test
  void garbageIsNoSnapshot() {
    for (long seed = 1; seed <= 100; seed++) {
      byte[] garbage = new byte[new Random(seed).nextInt(500)];
      new Random(seed).nextBytes(garbage);
      assertThatThrownBy(() -> SnapshotCodec.read(garbage))
          .as("seed %d", seed)
          .isInstanceOf(IOException.class);
    }
  }

  private static GroupAnswer answer(int ttl) {
    Weights weights =
        new Weights(new TreeMap<>(Map.of("cdn-a", 5000, "cdn-b", 3000, "cdn-c", 2000)));
    return new GroupAnswer(WEST, Mode.AUTOMATIC, ttl, BucketTable.first(weights), weights);
  }
}
