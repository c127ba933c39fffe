package dev.tidegate.shift;

import dev.tidegate.model.Weights;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/**
 * Which order of CDNs each of the 10 000 buckets of a group gets. Immutable. Only orders that occur
 * are kept, each once.
 *
 * <p>Laws: every bucket has an order; every order holds each of {@link #cdns} exactly once; {@link
 * #shares} counts the buckets by the first CDN of their order.
 */
public final class BucketTable {
  private final List<String> cdns;
  private final List<List<String>> orders;
  private final short[] orderOf;
  private final int[] movedAt;

  /**
   * @param cdns all CDNs, sorted
   * @param orders the orders that occur, each a permutation of {@code cdns}
   * @param orderOf for each bucket the index of its order
   * @param movedAt for each bucket the epoch second when its first CDN last changed; 0: never
   */
  BucketTable(List<String> cdns, List<List<String>> orders, short[] orderOf, int[] movedAt) {
    if (orderOf.length != Buckets.COUNT || movedAt.length != Buckets.COUNT) {
      throw new IllegalArgumentException("a table has " + Buckets.COUNT + " buckets");
    }
    this.cdns = List.copyOf(cdns);
    this.orders = orders.stream().map(List::copyOf).toList();
    this.orderOf = orderOf;
    this.movedAt = movedAt;
  }

  /** The first table of a group: {@code weights} dealt over the buckets. */
  public static BucketTable first(Weights weights) {
    List<String> cdns = List.copyOf(weights.shares().keySet());
    List<List<String>> orders = new ArrayList<>();
    short[] orderOf = new short[Buckets.COUNT];
    int next = 0;
    for (String cdn : cdns) {
      List<String> order = new ArrayList<>(cdns);
      order.remove(cdn);
      order.addFirst(cdn);
      orders.add(order);
      int end = next + weights.of(cdn);
      Arrays.fill(orderOf, next, end, (short) (orders.size() - 1));
      next = end;
    }
    return new BucketTable(cdns, orders, orderOf, new int[Buckets.COUNT]);
  }

  /** All CDNs that occur in the orders, sorted. */
  public List<String> cdns() {
    return cdns;
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

  /** The epoch second when the bucket's first CDN last changed; 0 if it never did. */
  public int movedAt(int bucket) {
    return movedAt[bucket];
  }

  /** The shares of buckets by their first CDN, in basis points: exact, as there are 10 000. */
  public Weights shares() {
    TreeMap<String, Integer> count = new TreeMap<>();
    cdns.forEach(cdn -> count.put(cdn, 0));
    for (short index : orderOf) {
      count.merge(orders.get(index).getFirst(), 1, Integer::sum);
    }
    return new Weights(count);
  }
}
