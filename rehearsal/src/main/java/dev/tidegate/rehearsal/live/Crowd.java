package dev.tidegate.rehearsal.live;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Who comes.
 *
 * @param regions viewers by region
 * @param networks ASN and share by network; shares sum to 1
 */
public record Crowd(SortedMap<String, Integer> regions, SortedMap<String, Network> networks) {
  public Crowd {
    if (networks.isEmpty()) {
      throw new IllegalArgumentException("a crowd comes from at least one network");
    }
    regions = Collections.unmodifiableSortedMap(new TreeMap<>(regions));
    networks = Collections.unmodifiableSortedMap(new TreeMap<>(networks));
  }

  private static final int PREFIXES = 64;
  private static final List<String> DEVICES = List.of("tv", "phone", "web");

  /**
   * @param share of each region's viewers, 0..1
   */
  public record Network(long asn, double share) {}

  /** How many they are. */
  public int size() {
    return regions.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** All of them, in an order in which every region and network is mixed. */
  public List<Profile> profiles(SplittableRandom random) {
    List<Profile> profiles = new ArrayList<>();
    regions.forEach(
        (region, count) -> {
          for (int i = 0; i < count; i++) {
            profiles.add(profile(region, (i + 0.5) / count, random));
          }
        });
    Collections.shuffle(profiles, Random.from(random));
    return profiles;
  }

  private Profile profile(String region, double quantile, SplittableRandom random) {
    var network = networks.lastEntry();
    double sum = 0;
    for (var entry : networks.entrySet()) {
      sum += entry.getValue().share();
      if (quantile < sum) {
        network = entry;
        break;
      }
    }
    long seed = random.nextLong();
    return new Profile(
        Long.toHexString(seed) + Long.toHexString(random.nextLong()),
        region,
        network.getKey(),
        network.getValue().asn(),
        random.nextInt(PREFIXES),
        random.nextInt(4) == 0 ? Profile.Protocol.DASH : Profile.Protocol.HLS,
        DEVICES.get(random.nextInt(DEVICES.size())),
        seed);
  }
}
