package dev.tidegate.api.redis;

import dev.tidegate.api.store.StoreException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.models.partitions.ClusterPartitionParser;
import io.lettuce.core.cluster.models.partitions.Partitions;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The shards of a Cluster, as its nodes tell. */
final class ClusterMasters implements Masters {
  /** More than any sensible cluster has; what is beyond is not asked. */
  private static final int ASKED = 64;

  private final RedisSeeds seeds;
  private final Lines lines;
  // Guarded by this.
  private @Nullable Partitions known;
  private volatile boolean doubtful = true;

  ClusterMasters(RedisSeeds seeds, Lines lines) {
    this.seeds = seeds;
    this.lines = lines;
  }

  @Override
  public int slot(String key) {
    return Masters.clusterSlot(key);
  }

  @Override
  public synchronized RedisURI of(int slot) {
    Partitions partitions = known;
    if (partitions == null || doubtful) {
      doubtful = false; // before asking: a doubt that comes meanwhile is not lost
      partitions = ask(partitions);
      known = partitions;
    }
    RedisClusterNode owner = partitions.getMasterBySlot(slot);
    if (owner == null) {
      doubtful = true;
      throw new StoreException("the Redis cluster has no master for slot " + slot + " now");
    }
    return seeds.at(owner.getUri().getHost(), owner.getUri().getPort());
  }

  /** The first node that answers is believed: an old word of it ends in a MOVED, and here again. */
  private Partitions ask(@Nullable Partitions before) {
    @Nullable StoreException why = null;
    for (RedisURI node : nodes(before)) {
      try {
        String text = lines.ask(node, redis -> redis.clusterNodes());
        Partitions partitions = ClusterPartitionParser.parse(text);
        partitions.updateCache();
        return partitions;
      } catch (StoreException e) {
        why = e;
      }
    }
    doubtful = true;
    String how = why == null ? "none is known" : String.valueOf(why.getMessage());
    throw new StoreException("no node of the Redis cluster can be asked: " + how);
  }

  private List<RedisURI> nodes(@Nullable Partitions before) {
    List<RedisURI> nodes = new ArrayList<>();
    if (before != null) {
      for (RedisClusterNode node : before) {
        if (node.isConnected() && !node.is(RedisClusterNode.NodeFlag.FAIL)) {
          nodes.add(seeds.at(node.getUri().getHost(), node.getUri().getPort()));
        }
      }
    }
    nodes.addAll(seeds.nodes());
    return nodes.subList(0, Math.min(nodes.size(), ASKED));
  }

  @Override
  public void doubt() {
    doubtful = true;
  }

  @Override
  public boolean mustProve() {
    return false; // a replica answers MOVED
  }
}
