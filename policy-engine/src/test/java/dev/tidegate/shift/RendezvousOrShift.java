package dev.tidegate.shift;

import dev.tidegate.model.Weights;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Weighed for ADR 0001: what a stateless weighted rendezvous moves, and what a shift with memory
 * moves, from the same weights to the same weights.
 */
final class RendezvousOrShift {
  private RendezvousOrShift() {}

  public static void main(String[] args) {
    one("50/30/20 -> 70/30/0", of(5000, 3000, 2000), of(7000, 3000, 0));
    one("50/30/20 -> 0/60/40", of(5000, 3000, 2000), of(0, 6000, 4000));
    one("50/30/20 -> 49/31/20", of(5000, 3000, 2000), of(4900, 3100, 2000));
    int seeds = 2_000;
    double least = 0;
    double hashed = 0;
    double shifted = 0;
    int worstShare = 0;
    Random random = new Random(1);
    for (int i = 0; i < seeds; i++) {
      Weights from = random(random);
      Weights to = random(random);
      least += from.distance(to);
      byte[] before = Rendezvous.owners(from);
      byte[] after = Rendezvous.owners(to);
      hashed += moved(before, after);
      worstShare = Math.max(worstShare, offBy(after, to));
      BucketTable table = BucketTable.first(from);
      BucketTable next = table.shift(to, table.tails(), 1, 60);
      shifted += moved(table, next);
    }
    System.out.printf(
        "%d random pairs of 3 CDNs: least %.0f, rendezvous %.0f (+%.1f %%, shares off by up to %d), shift %.0f%n",
        seeds,
        least / seeds,
        hashed / seeds,
        100 * (hashed / least - 1),
        worstShare,
        shifted / seeds);
    time();
  }

  private static void one(String name, Weights from, Weights to) {
    byte[] after = Rendezvous.owners(to);
    BucketTable table = BucketTable.first(from);
    System.out.printf(
        "%s: least %d, rendezvous %d (shares off by up to %d), shift %d%n",
        name,
        from.distance(to),
        moved(Rendezvous.owners(from), after),
        offBy(after, to),
        moved(table, table.shift(to, table.tails(), 1, 60)));
  }

  private static void time() {
    BucketTable table = BucketTable.first(of(5000, 3000, 2000));
    long[] nanos = new long[2_000];
    for (int i = 0; i < nanos.length; i++) {
      Weights to = i % 2 == 0 ? of(4960, 3024, 2016) : of(5000, 3000, 2000);
      long from = System.nanoTime();
      table = table.shift(to, table.tails(), i, 60);
      nanos[i] = System.nanoTime() - from;
    }
    Arrays.sort(nanos);
    System.out.printf(
        "one shift: p50 %.0f us, p99 %.0f us; table in store %d bytes%n",
        nanos[1_000] / 1e3, nanos[1_980] / 1e3, TableCodec.bytes(table).length);
  }

  private static int moved(byte[] a, byte[] b) {
    int moved = 0;
    for (int i = 0; i < a.length; i++) {
      moved += a[i] == b[i] ? 0 : 1;
    }
    return moved;
  }

  private static int moved(BucketTable a, BucketTable b) {
    int moved = 0;
    for (int i = 0; i < Buckets.COUNT; i++) {
      moved += a.owner(i).equals(b.owner(i)) ? 0 : 1;
    }
    return moved;
  }

  private static int offBy(byte[] owners, Weights wanted) {
    int[] count = new int[3];
    for (byte owner : owners) {
      count[owner]++;
    }
    int worst = 0;
    int i = 0;
    for (int share : wanted.shares().values()) {
      worst = Math.max(worst, Math.abs(share - count[i++]));
    }
    return worst;
  }

  private static Weights random(Random random) {
    TreeMap<String, Double> shares = new TreeMap<>();
    for (String cdn : new String[] {"cdn-a", "cdn-b", "cdn-c"}) {
      shares.put(cdn, random.nextDouble());
    }
    return Weights.ofProportions(shares);
  }

  private static Weights of(int a, int b, int c) {
    return new Weights(new TreeMap<>(Map.of("cdn-a", a, "cdn-b", b, "cdn-c", c)));
  }
}
