package dev.tidegate.api.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tidegate.answer.GroupAnswer;
import dev.tidegate.answer.SnapshotCodec;
import dev.tidegate.answer.SteeringSnapshot;
import dev.tidegate.answer.Version;
import dev.tidegate.model.Group;
import dev.tidegate.model.Mode;
import dev.tidegate.model.Weights;
import dev.tidegate.shift.BucketTable;
import dev.tidegate.shift.Tails;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NewsTest {
  private static final List<Mode> MODES = List.of(Mode.values());

  private static final int START = 1_800_000_000;

  private static Weights weights(int a, int b) {
    return new Weights(new TreeMap<>(Map.of("cdn-a", a, "cdn-b", b, "cdn-c", 10_000 - a - b)));
  }

  private static GroupAnswer answer(Group group, Mode mode, int ttl, BucketTable table) {
    return new GroupAnswer(group, mode, ttl, table, table.shares());
  }

  private static SteeringSnapshot snapshot(
      long seq, int second, SortedMap<Group, GroupAnswer> groups) {
    return new SteeringSnapshot(
        new Version(7, seq, SnapshotCodec.contentHash(groups)),
        Instant.ofEpochSecond(second, 123_456_789),
        groups);
  }

  private static SteeringSnapshot first(int groups) {
    SortedMap<Group, GroupAnswer> answers = new TreeMap<>();
    for (int i = 0; i < groups; i++) {
      Group group = Group.of("live", "region-" + i);
      answers.put(group, answer(group, Mode.STATIC, 10, BucketTable.first(weights(5000, 3000))));
    }
    return snapshot(0, START, answers);
  }

  /** What a step may do to a group, and what it may not. */
  private static GroupAnswer changed(GroupAnswer old, int second, Random random) {
    Weights shares = old.weights();
    BucketTable table =
        switch (random.nextInt(6)) {
          case 0 -> old.table();
          case 1 -> old.table().rotate("cdn-c", random.nextInt(100));
          case 2 ->
              BucketTable.first(new Weights(new TreeMap<>(Map.of("cdn-a", 9000, "cdn-z", 1000))));
          case 3 -> old.table().shift(weights(9000, 500), tails(random), second, 60);
          default -> {
            int a = Math.clamp(shares.of("cdn-a") + random.nextInt(401) - 200, 0, 5000);
            int b = Math.clamp(shares.of("cdn-b") + random.nextInt(401) - 200, 0, 5000);
            yield old.table()
                .shift(weights(a, b), old.table().tails(), second, 60, Set.of("cdn-a"));
          }
        };
    Mode mode = MODES.get(random.nextInt(MODES.size()));
    return answer(old.group(), mode, 1 + random.nextInt(30), table);
  }

  private static Tails tails(Random random) {
    TreeMap<String, Integer> room = new TreeMap<>();
    Set.of("cdn-a", "cdn-b", "cdn-c").forEach(cdn -> room.put(cdn, random.nextInt(10_000)));
    return new Tails(room, new TreeSet<>(random.nextBoolean() ? Set.of("cdn-b") : Set.of()));
  }

  private static SteeringSnapshot next(SteeringSnapshot base, int second, Random random) {
    SortedMap<Group, GroupAnswer> groups = new TreeMap<>(base.groups());
    groups.replaceAll((group, old) -> random.nextInt(4) == 0 ? changed(old, second, random) : old);
    Group network = Group.of("live", "region-0", "net-" + random.nextInt(3));
    if (groups.remove(network) == null) {
      groups.put(network, answer(network, Mode.HELD, 5, BucketTable.first(weights(1000, 1000))));
    }
    return snapshot(base.version().seq() + 1, second, groups);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void appliedToTheBaseItGivesTheNextSnapshotsBytes(long seed) throws IOException {
    Random random = new Random(seed);
    SteeringSnapshot leader = first(6);
    SteeringSnapshot follower = SnapshotCodec.read(SnapshotCodec.bytes(leader));
    int second = START;
    for (int step = 0; step < 30; step++) {
      second += random.nextInt(10) == 0 ? 700 : 1 + random.nextInt(20);
      SteeringSnapshot next = next(leader, second, random);
      News news = News.read(News.between(leader, next).bytes());
      follower = news.applyTo(follower).orElseThrow();
      assertThat(SnapshotCodec.bytes(follower))
          .as("seed %d, step %d", seed, step)
          .isEqualTo(SnapshotCodec.bytes(next));
      assertThat(SnapshotCodec.bytes(News.between(leader, next).applyTo(leader).orElseThrow()))
          .isEqualTo(SnapshotCodec.bytes(next));
      leader = next;
    }
  }

  @Test
  void appliedToAnotherItGivesNothing() {
    Random random = new Random(1);
    SteeringSnapshot a = first(6);
    SteeringSnapshot b = next(a, START + 1, random);
    SteeringSnapshot c = next(b, START + 2, random);
    assertThat(News.between(b, c).applyTo(a)).isEmpty();
    assertThat(News.between(a, b).applyTo(b)).isEmpty();
    assertThat(News.between(a, b).applyTo(a)).isPresent();
  }

  @Test
  void whatIsNotOfItsVersionGivesNothing() {
    Random random = new Random(2);
    SteeringSnapshot a = first(6);
    SteeringSnapshot b = next(a, START + 1, random);
    News right = News.between(a, b);
    News wrong =
        new News(
            new Version(7, 1, "00000000"),
            right.base(),
            right.at(),
            right.changes(),
            right.removed());
    assertThat(wrong.applyTo(a)).isEmpty();
    News incomplete =
        new News(
            right.version(),
            right.base(),
            right.at(),
            right.changes().subList(1, right.changes().size()),
            right.removed());
    assertThat(incomplete.applyTo(a)).isEmpty();
    SortedMap<Group, GroupAnswer> fewer = new TreeMap<>(a.groups());
    assertThat(right.changes()).hasAtLeastOneElementOfType(News.Change.Part.class);
    right.changes().stream()
        .filter(News.Change.Part.class::isInstance)
        .forEach(part -> fewer.remove(part.group()));
    assertThat(right.applyTo(new SteeringSnapshot(a.version(), a.at(), fewer))).isEmpty();
  }

  @Test
  void aShiftIsToldByItsMovedBuckets() {
    SteeringSnapshot base = first(50);
    SortedMap<Group, GroupAnswer> groups = new TreeMap<>(base.groups());
    groups.replaceAll(
        (group, old) ->
            answer(
                group,
                Mode.AUTOMATIC,
                10,
                old.table().shift(weights(4900, 3100), old.table().tails(), START + 1, 60)));
    SteeringSnapshot shifted = snapshot(1, START + 1, groups);
    int whole = SnapshotCodec.bytes(shifted).length;
    int told = News.between(base, shifted).bytes().length;
    System.out.printf(
        "50 groups shift one bucket in a hundred: news of %d bytes, snapshot of %d%n", told, whole);
    assertThat(told).isLessThan(50 * 500).isLessThan(whole / 5);

    groups.replaceAll((group, old) -> answer(group, Mode.FROZEN, 10, old.table()));
    SteeringSnapshot frozen = snapshot(2, START + 2, groups);
    int mode = News.between(shifted, frozen).bytes().length;
    System.out.printf("50 groups change their mode: news of %d bytes%n", mode);
    assertThat(mode).isLessThan(50 * 100);
  }

  @Test
  void bytesThatAreNoNewsAreRefused() {
    Random random = new Random(3);
    SteeringSnapshot base = first(3);
    byte[] good = News.between(base, next(next(base, START, random), START + 1, random)).bytes();
    for (int i = 0; i < 2_000; i++) {
      byte[] bad = good.clone();
      bad[random.nextInt(bad.length)] ^= (byte) (1 + random.nextInt(255));
      try {
        News.read(bad).applyTo(base);
      } catch (IllegalArgumentException expected) {
        // nothing else may come
      }
    }
    for (int length = 0; length < good.length; length += 1 + random.nextInt(40)) {
      byte[] cut = Arrays.copyOf(good, length);
      assertThatIllegalArgumentException().isThrownBy(() -> News.read(cut));
    }
    byte[] other = good.clone();
    other[0] = 2;
    assertThatIllegalArgumentException().isThrownBy(() -> News.read(other));
  }
}
