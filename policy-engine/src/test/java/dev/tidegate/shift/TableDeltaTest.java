package dev.tidegate.shift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tidegate.model.Weights;
import dev.tidegate.telemetry.VarReader;
import dev.tidegate.telemetry.VarWriter;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TableDeltaTest {
  private static final int START = 1_800_000_000;

  private static Weights weights(int a, int b) {
    return new Weights(new TreeMap<>(Map.of("a", a, "b", b, "c", 10_000 - a - b)));
  }

  private static Tails tails(Random random) {
    TreeMap<String, Integer> room = new TreeMap<>();
    Set.of("a", "b", "c").forEach(cdn -> room.put(cdn, random.nextInt(10_000)));
    return new Tails(room, random.nextInt(4) == 0 ? new TreeSet<>(Set.of("b")) : new TreeSet<>());
  }

  private static BucketTable reread(BucketTable table) throws IOException {
    return TableCodec.read(new DataInputStream(new ByteArrayInputStream(TableCodec.bytes(table))));
  }

  private static byte[] bytes(TableDelta delta) {
    VarWriter out = new VarWriter();
    delta.write(out);
    return out.done();
  }

  private static TableDelta read(byte[] bytes) {
    VarReader in = new VarReader(bytes);
    TableDelta delta = TableDelta.read(in);
    in.end();
    return delta;
  }

  /** Also over what a follower knows, which has only what bytes hold. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void appliedToTheBaseItGivesTheNextTablesBytes(long seed) throws IOException {
    Random random = new Random(seed);
    int a = 3000;
    int b = 3000;
    int now = START;
    BucketTable leader = BucketTable.first(weights(a, b));
    BucketTable follower = reread(leader);
    int told = 0;
    for (int step = 0; step < 40; step++) {
      now += random.nextInt(10) == 0 ? 700 : random.nextInt(30);
      int most = random.nextInt(8) == 0 ? 3000 : 300;
      a = Math.clamp(a + random.nextInt(-most, most + 1), 0, 5000);
      b = Math.clamp(b + random.nextInt(-most, most + 1), 0, 5000);
      Tails tails = random.nextInt(3) == 0 ? tails(random) : leader.tails();
      BucketTable next =
          random.nextInt(6) == 0
              ? leader.rotate("a", step)
              : leader.shift(weights(a, b), tails, now, 60, Set.of("c"));
      Optional<TableDelta> delta = TableDelta.between(leader, next);
      if (delta.isPresent()) {
        told++;
        TableDelta travelled = read(bytes(delta.get()));
        assertThat(travelled).as("seed %d", seed).isEqualTo(delta.get());
        follower = travelled.applyTo(follower);
      } else {
        follower = reread(next);
      }
      assertThat(TableCodec.bytes(follower))
          .as("seed %d, step %d", seed, step)
          .isEqualTo(TableCodec.bytes(next));
      assertThat(follower.contentHash()).isEqualTo(next.contentHash());
      leader = next;
    }
    assertThat(told).as("deltas of seed %d", seed).isGreaterThan(10);
  }

  @Test
  void aShiftOfOneInAHundredTakesSomeFourBytesABucket() {
    BucketTable base = BucketTable.first(weights(3000, 3000));
    BucketTable next = base.shift(weights(2900, 3100), base.tails(), START, 60);
    TableDelta delta = TableDelta.between(base, next).orElseThrow();
    assertThat(delta.size()).isEqualTo(100);
    assertThat(bytes(delta).length).isLessThan(480);
    assertThat(bytes(TableDelta.between(next, next).orElseThrow()).length).isLessThan(40);
    assertThat(TableDelta.between(base, BucketTable.first(weights(100, 100)))).isEmpty();
  }

  @Test
  void otherBytesAreRefused() {
    Random random = new Random(1);
    BucketTable base = BucketTable.first(weights(3000, 3000));
    BucketTable next = base.shift(weights(2900, 3100), base.tails(), START, 60);
    byte[] good = bytes(TableDelta.between(base, next).orElseThrow());
    for (int length = 0; length < good.length; length++) {
      byte[] cut = java.util.Arrays.copyOf(good, length);
      assertThatIllegalArgumentException().isThrownBy(() -> read(cut));
    }
    for (int i = 0; i < 5_000; i++) {
      byte[] bad = good.clone();
      bad[random.nextInt(bad.length)] ^= (byte) (1 + random.nextInt(255));
      try {
        read(bad).applyTo(base);
      } catch (IllegalArgumentException expected) {
        // refused, or another delta: nothing else
      }
    }
  }
}
