package dev.tidegate.api.redis;

import io.lettuce.core.RedisURI;
import org.jspecify.annotations.Nullable;

/**
 * One server, always the same; its name may lead elsewhere later. What it says of itself decides
 * whether it is alone or a node of a Cluster.
 */
final class PlainMasters implements Masters {
  private final RedisSeeds seeds;
  private final Lines lines;
  // Guarded by this; null until the server has said what it is.
  private @Nullable Boolean alone;
  private final ClusterMasters cluster;

  PlainMasters(RedisSeeds seeds, Lines lines) {
    this.seeds = seeds;
    this.lines = lines;
    cluster = new ClusterMasters(seeds.asCluster(), lines);
  }

  @Override
  public int slot(String key) {
    return cluster.slot(key);
  }

  @Override
  public synchronized RedisURI of(int slot) {
    if (alone == null) {
      alone = !lines.ask(seeds.like(), r -> r.info("cluster")).contains("cluster_enabled:1");
    }
    return alone ? seeds.like() : cluster.of(slot);
  }

  @Override
  public void doubt() {
    cluster.doubt(); // alone there is nobody to ask: the name is looked up at each connection
  }

  @Override
  public boolean mustProve() {
    return false;
  }
}
