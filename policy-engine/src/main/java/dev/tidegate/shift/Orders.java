package dev.tidegate.shift;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Deals each bucket its order of CDNs: its owner, then the others drawn by headroom, then those
 * that stand last. A pure function of bucket, owner and {@link Tails}; so a table need not store
 * its orders to have the same ones everywhere.
 */
final class Orders {
  /** Up to so many CDNs all places are drawn; beyond, the second place only: orders stay few. */
  private static final int ALL_DRAWN = 5;

  private final List<String> cdns;
  private final int[] weight;

  /** Indexes of CDNs that do not stand last, most room first; then those that do. */
  private final int[] byRoom;

  private final int inFront;
  private final int drawn;
  private final short[] indexOf;
  private final List<List<String>> occurring = new ArrayList<>();
  private final int[] scratch;

  Orders(List<String> cdns, Tails tails) {
    this.cdns = cdns;
    int size = cdns.size();
    weight = cdns.stream().mapToInt(cdn -> Math.max(1, tails.of(cdn))).toArray();
    byRoom = rank(cdns, tails);
    inFront = (int) cdns.stream().filter(cdn -> !tails.last().contains(cdn)).count();
    drawn = size <= ALL_DRAWN ? size : 1;
    int keys = size + 1;
    for (int i = 0; i < Math.min(drawn, size - 2); i++) {
      keys *= size + 1;
    }
    indexOf = new short[keys];
    Arrays.fill(indexOf, (short) -1);
    scratch = new int[size];
  }

  private static int[] rank(List<String> cdns, Tails tails) {
    List<Integer> ranked = new ArrayList<>();
    for (int i = 0; i < cdns.size(); i++) {
      ranked.add(i);
    }
    ranked.sort(
        Comparator.<Integer, Boolean>comparing(i -> tails.last().contains(cdns.get(i)))
            .thenComparingInt(i -> -tails.of(cdns.get(i)))
            .thenComparing(Comparator.naturalOrder()));
    return ranked.stream().mapToInt(Integer::intValue).toArray();
  }

  /**
   * The index among {@link #occurring} of the order of {@code bucket} when {@code owner} is first.
   */
  short of(int bucket, int owner) {
    int left = 0;
    for (int i = 0; i < byRoom.length; i++) {
      if (byRoom[i] != owner) {
        scratch[left++] = byRoom[i];
      }
    }
    int candidates = inFront;
    for (int i = 0; i < inFront; i++) {
      if (byRoom[i] == owner) {
        candidates--;
      }
    }
    int key = owner + 1;
    for (int place = 0; place < drawn && place < candidates - 1; place++) {
      int pick = draw(bucket, place, candidates);
      key = key * (cdns.size() + 1) + scratch[pick] + 1;
      int chosen = scratch[pick];
      System.arraycopy(scratch, place, scratch, place + 1, pick - place);
      scratch[place] = chosen;
    }
    return intern(key, owner, left);
  }

  private int draw(int bucket, int from, int to) {
    int total = 0;
    for (int i = from; i < to; i++) {
      total += weight[scratch[i]];
    }
    int ball = (int) ((Mix.bits(bucket, from) & 0xffff_ffffL) % total);
    int at = from;
    while (ball >= weight[scratch[at]]) {
      ball -= weight[scratch[at++]];
    }
    return at;
  }

  private short intern(int key, int owner, int others) {
    if (indexOf[key] < 0) {
      List<String> order = new ArrayList<>(others + 1);
      order.add(cdns.get(owner));
      for (int i = 0; i < others; i++) {
        order.add(cdns.get(scratch[i]));
      }
      occurring.add(List.copyOf(order));
      indexOf[key] = (short) (occurring.size() - 1);
    }
    return indexOf[key];
  }

  /** Every order that was dealt, each once, in order of first occurrence. */
  List<List<String>> occurring() {
    return List.copyOf(occurring);
  }
}
