package dev.tidegate.dns.plan;

import dev.tidegate.model.Weights;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What share of the resolvers' questions each host name is to answer in one (service, region).
 *
 * @param weights basis points by CDN; only CDNs that have a host
 * @param hosts the host name of each of those CDNs, absolute
 */
public record Shares(Weights weights, SortedMap<String, String> hosts) {
  public Shares {
    hosts = Collections.unmodifiableSortedMap(new TreeMap<>(hosts));
    if (!hosts.keySet().equals(weights.shares().keySet())) {
      throw new IllegalArgumentException(
          "every CDN wants a host: " + weights.shares().keySet() + ", " + hosts.keySet());
    }
  }

  /** Basis points by host: CDNs behind one name are one. */
  public SortedMap<String, Integer> byHost() {
    SortedMap<String, Integer> byHost = new TreeMap<>();
    weights.shares().forEach((cdn, share) -> byHost.merge(host(cdn), share, Integer::sum));
    return byHost;
  }

  private String host(String cdn) {
    return hosts.getOrDefault(cdn, "");
  }

  /**
   * The shares in whole parts of {@code parts}, by host, summing to {@code parts}: largest
   * remainder, ties to the smaller name. A share below one part is 0 there (a canary goes by HTTP),
   * and its viewers are spread over the others; one of at least a part keeps at least one.
   *
   * @param parts how finely the backend can say it: 100 means steps of 1 %
   */
  public SortedMap<String, Integer> inParts(int parts) {
    SortedMap<String, Integer> kept = new TreeMap<>(byHost());
    kept.values().removeIf(share -> (long) share * parts < Weights.TOTAL);
    if (kept.isEmpty()) { // more hosts than parts: the largest ones
      byHost().entrySet().stream()
          .sorted(Comparator.comparingInt(e -> -e.getValue()))
          .limit(parts)
          .forEach(e -> kept.put(e.getKey(), e.getValue()));
    }
    return largestRemainder(kept, parts);
  }

  private static SortedMap<String, Integer> largestRemainder(
      SortedMap<String, Integer> shares, int parts) {
    long sum = shares.values().stream().mapToLong(Integer::intValue).sum();
    SortedMap<String, Integer> result = new TreeMap<>();
    int given = 0;
    for (Map.Entry<String, Integer> share : shares.entrySet()) {
      int whole = (int) ((long) share.getValue() * parts / sum);
      result.put(share.getKey(), whole);
      given += whole;
    }
    List<String> byRemainder = new ArrayList<>(shares.keySet());
    byRemainder.sort(
        Comparator.<String>comparingLong(host -> -remainder(shares, host, parts, sum))
            .thenComparing(Comparator.naturalOrder()));
    for (int i = 0; given < parts; i = (i + 1) % byRemainder.size(), given++) {
      result.merge(byRemainder.get(i), 1, Integer::sum);
    }
    return Collections.unmodifiableSortedMap(result);
  }

  private static long remainder(
      SortedMap<String, Integer> shares, String host, int parts, long sum) {
    return (long) shares.getOrDefault(host, 0) * parts % sum;
  }
}
