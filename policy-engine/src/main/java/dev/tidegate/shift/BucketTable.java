package dev.tidegate.shift;

import dev.tidegate.model.Weights;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Which order of CDNs each of the 10 000 buckets of a group gets. Immutable. Only orders that occur
 * are kept, each once.
 *
 * <p>Laws: every bucket has an order; every order holds each of {@link #cdns} exactly once; {@link
 * #shares} counts the buckets by the first CDN of their order; {@link #shift} reaches the asked
 * shares exactly and moves no more buckets than {@link Weights#distance}.
 */
public final class BucketTable {
  private static final int MOST_CDNS = 120;

  private final List<String> cdns;
  private final byte[] ownerOf;
  private final int[] movedAt;
  private final Tails tails;
  private final List<List<String>> orders;
  private final short[] orderOf;

  /** Computed when first asked for; benign race, as every thread computes the same. */
  private volatile long contentHash;

  private BucketTable(
      List<String> cdns, byte[] ownerOf, int[] movedAt, Tails tails, @Nullable BucketTable before) {
    if (cdns.isEmpty() || cdns.size() > MOST_CDNS) {
      throw new IllegalArgumentException("a table has 1.." + MOST_CDNS + " CDNs: " + cdns.size());
    }
    this.cdns = List.copyOf(cdns);
    this.ownerOf = ownerOf;
    this.movedAt = movedAt;
    this.tails = tails;
    Orders dealt = new Orders(this.cdns, tails);
    orderOf = new short[Buckets.COUNT];
    boolean alike = before != null && before.cdns.equals(this.cdns) && before.tails.equals(tails);
    short[] known = new short[alike && before != null ? before.orders.size() : 0];
    Arrays.fill(known, (short) -1);
    for (int bucket = 0; bucket < Buckets.COUNT; bucket++) {
      if (alike && before != null && before.ownerOf[bucket] == ownerOf[bucket]) {
        // Dealt by the same tails to the same owner: the same order, whose index is looked up once.
        int old = before.orderOf[bucket];
        if (known[old] < 0) {
          known[old] = dealt.of(bucket, ownerOf[bucket]);
        }
        orderOf[bucket] = known[old];
      } else {
        orderOf[bucket] = dealt.of(bucket, ownerOf[bucket]);
      }
    }
    orders = dealt.occurring();
  }

  /**
   * A table of these owners.
   *
   * @param cdns sorted
   * @param ownerOf for each bucket the index of its first CDN
   * @param movedAt for each bucket the epoch second when that last changed; 0: never
   * @throws IllegalArgumentException if sizes or indexes do not fit
   */
  static BucketTable of(List<String> cdns, byte[] ownerOf, int[] movedAt, Tails tails) {
    if (ownerOf.length != Buckets.COUNT || movedAt.length != Buckets.COUNT) {
      throw new IllegalArgumentException("a table has " + Buckets.COUNT + " buckets");
    }
    for (byte owner : ownerOf) {
      if (owner < 0 || owner >= cdns.size()) {
        throw new IllegalArgumentException("no CDN has index " + owner);
      }
    }
    return new BucketTable(cdns, ownerOf, movedAt, tails, null);
  }

  /**
   * The first table of a group: dealt by weighted rendezvous, so that groups of like weights agree,
   * and then made exact. The same on every node.
   */
  public static BucketTable first(Weights weights) {
    return first(weights, Tails.even(weights.shares().keySet()));
  }

  /** As {@link #first(Weights)}, with these tails. */
  public static BucketTable first(Weights weights, Tails tails) {
    List<String> cdns = List.copyOf(weights.shares().keySet());
    byte[] owners = Rendezvous.owners(weights);
    Dealer.toExactShares(cdns, owners, new int[Buckets.COUNT], weights, 0, 0, Set.of());
    return new BucketTable(cdns, owners, new int[Buckets.COUNT], tails, null);
  }

  /**
   * The table with exactly the shares of {@code target}, reached by the fewest moved buckets.
   * Buckets moved less than {@code noBounceSeconds} ago are moved last. CDNs that {@code target}
   * does not list leave the table; new ones join it.
   *
   * @param wanted how to deal the places behind the first
   * @param nowSecond epoch second, noted for the buckets that move
   */
  public BucketTable shift(Weights target, Tails wanted, int nowSecond, int noBounceSeconds) {
    return shift(target, wanted, nowSecond, noBounceSeconds, Set.of());
  }

  /**
   * As {@link #shift(Weights, Tails, int, int)}, but from the CDNs in {@code undone} those buckets
   * leave first that came last: their move is taken back.
   */
  public BucketTable shift(
      Weights target, Tails wanted, int nowSecond, int noBounceSeconds, Set<String> undone) {
    List<String> there = List.copyOf(target.shares().keySet());
    boolean sameCdns = there.equals(cdns);
    if (sameCdns && wanted.equals(tails) && target.equals(shares())) {
      return this;
    }
    byte[] owners = sameCdns ? ownerOf.clone() : renumbered(there);
    int[] moved = movedAt.clone();
    Dealer.toExactShares(there, owners, moved, target, nowSecond, noBounceSeconds, undone);
    return new BucketTable(there, owners, moved, wanted, this);
  }

  private byte[] renumbered(List<String> there) {
    byte[] to = new byte[cdns.size()];
    for (int i = 0; i < to.length; i++) {
      to[i] = (byte) there.indexOf(cdns.get(i));
    }
    byte[] owners = new byte[Buckets.COUNT];
    for (int bucket = 0; bucket < Buckets.COUNT; bucket++) {
      owners[bucket] = to[ownerOf[bucket]];
    }
    return owners;
  }

  /**
   * The table with other buckets on {@code cdn}, as many as before: canaries take turns, so that
   * nobody stays on a bad CDN for long. Shares stay; the moves are not noted in {@link #movedAt}.
   *
   * @param turn which turn this is, &gt;= 0; each picks other buckets
   */
  public BucketTable rotate(String cdn, long turn) {
    int index = cdns.indexOf(cdn);
    int count = shares().of(cdn);
    if (index < 0 || count == 0 || count > Buckets.COUNT / 4) {
      return this;
    }
    byte[] owners = ownerOf.clone();
    Dealer.rotate(
        owners, (byte) index, count, turn, owner -> tails.last().contains(cdns.get(owner)));
    return new BucketTable(cdns, owners, movedAt, tails, this);
  }

  /**
   * This table, but with the owners of {@code other} in the buckets that {@code fromOther} picks.
   *
   * @param other a table of the same CDNs
   */
  public BucketTable mixed(BucketTable other, IntPredicate fromOther) {
    if (!cdns.equals(other.cdns)) {
      throw new IllegalArgumentException("tables differ in CDNs: " + cdns + ", " + other.cdns);
    }
    byte[] owners = ownerOf.clone();
    int[] moved = movedAt.clone();
    for (int bucket = 0; bucket < Buckets.COUNT; bucket++) {
      if (fromOther.test(bucket)) {
        owners[bucket] = other.ownerOf[bucket];
        moved[bucket] = other.movedAt[bucket];
      }
    }
    return new BucketTable(cdns, owners, moved, tails, this);
  }

  /**
   * A table of the same CDNs with these owners, times and tails: as {@link #of}, at the price of
   * the buckets that differ.
   */
  BucketTable with(byte[] owners, int[] moved, Tails wanted) {
    return new BucketTable(cdns, owners, moved, wanted, this);
  }

  /** All CDNs that occur in the orders, sorted. */
  public List<String> cdns() {
    return cdns;
  }

  /** How the places behind the first are dealt. */
  public Tails tails() {
    return tails;
  }

  /** The orders that occur; a bucket refers to one by its index here. */
  public List<List<String>> orders() {
    return orders;
  }

  /** The index in {@link #orders} of a bucket's order. */
  public int orderIndex(int bucket) {
    return orderOf[bucket];
  }

  /** The CDNs of a bucket, its assignment first. */
  public List<String> order(int bucket) {
    return orders.get(orderOf[bucket]);
  }

  /** The first CDN of a bucket. */
  public String owner(int bucket) {
    return cdns.get(ownerOf[bucket]);
  }

  /** The epoch second when the bucket's first CDN last changed; 0 if it never did. */
  public int movedAt(int bucket) {
    return movedAt[bucket];
  }

  /** How many buckets came to {@code cdn} at or after the epoch second {@code since}. */
  public int arrivals(String cdn, int since) {
    int index = cdns.indexOf(cdn);
    int count = 0;
    for (int bucket = 0; bucket < Buckets.COUNT; bucket++) {
      if (ownerOf[bucket] == index && movedAt[bucket] >= since && movedAt[bucket] > 0) {
        count++;
      }
    }
    return count;
  }

  /** The shares of buckets by their first CDN, in basis points: exact, as there are 10 000. */
  public Weights shares() {
    int[] count = new int[cdns.size()];
    for (byte owner : ownerOf) {
      count[owner]++;
    }
    TreeMap<String, Integer> shares = new TreeMap<>();
    for (int i = 0; i < count.length; i++) {
      shares.put(cdns.get(i), count[i]);
    }
    return new Weights(shares);
  }

  /** 64 bits that depend on every bucket's order and on nothing else. */
  public long contentHash() {
    long known = contentHash;
    if (known == 0) {
      known = computeHash();
      contentHash = known;
    }
    return known;
  }

  private long computeHash() {
    long hash = orders.size();
    for (List<String> order : orders) {
      for (String cdn : order) {
        hash = Mix.bits(hash, Rendezvous.idHash(cdn));
      }
    }
    for (short order : orderOf) {
      hash = (hash ^ order) * 0x100000001B3L;
    }
    return Mix.bits(hash, Buckets.COUNT);
  }

  byte ownerIndex(int bucket) {
    return ownerOf[bucket];
  }

  /** Equal if they answer alike and remember the same moves. */
  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof BucketTable that
            && cdns.equals(that.cdns)
            && tails.equals(that.tails)
            && Arrays.equals(ownerOf, that.ownerOf)
            && Arrays.equals(movedAt, that.movedAt));
  }

  @Override
  public int hashCode() {
    return Long.hashCode(contentHash());
  }
}
