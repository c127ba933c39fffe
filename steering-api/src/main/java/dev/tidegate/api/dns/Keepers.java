package dev.tidegate.api.dns;

import dev.tidegate.answer.SteeringSnapshot;
import dev.tidegate.api.config.TidegateConfig;
import dev.tidegate.api.config.TidegateConfig.DnsTarget;
import dev.tidegate.dns.reconcile.ReconcileLoop;
import dev.tidegate.dns.reconcile.Round;
import dev.tidegate.dns.rfc2136.BucketLayout;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every configured target, kept in step for as long as the program runs. Targets are those of the
 * start; which hosts CDNs have is taken from the configuration in force.
 */
public final class Keepers implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Keepers.class);

  /** One target and what keeps it. */
  public record Keeper(DnsTarget target, ReconcileLoop loop) {}

  private final List<Keeper> keepers = new ArrayList<>();
  private volatile Map<String, BucketTables> tables = Map.of();

  /** The bucket names of one service as they stand in DNS, by region. */
  private record BucketTables(DnsTarget target, Map<String, SortedMap<Integer, String>> byRegion) {}

  public Keepers(TidegateConfig config, Clock clock) {
    for (DnsTarget target : config.dnsTargets()) {
      ReconcileLoop loop =
          new ReconcileLoop(
              Targets.reconciler(config, target, clock, Optional.empty()),
              round -> known(target, round));
      keepers.add(new Keeper(target, loop));
    }
  }

  /** Begins to keep them. */
  public void start() {
    keepers.forEach(keeper -> keeper.loop().start());
  }

  /** This is in force now. Returns at once. */
  public void publish(TidegateConfig config, SteeringSnapshot snapshot) {
    for (Keeper keeper : keepers) {
      try {
        keeper.loop().want(Targets.intended(config, keeper.target(), snapshot));
      } catch (IllegalArgumentException e) {
        log.error("{} cannot be given this snapshot", keeper.loop().reconciler().name(), e);
      }
    }
  }

  /** Whether this node writes, or only looks because another does. Returns at once. */
  public void hold(boolean pen) {
    keepers.forEach(keeper -> keeper.loop().hold(pen));
  }

  /** Takes note of which host each bucket's name leads to, as last seen or written. */
  private void known(DnsTarget target, Round round) {
    if (!target.kind().equals("rfc2136") || round.plan().isEmpty()) {
      return; // not seen: what was known still stands
    }
    BucketLayout layout = Targets.buckets(target);
    keepers.stream()
        .filter(keeper -> keeper.target().equals(target))
        .findFirst()
        .ifPresent(
            keeper -> {
              Map<String, SortedMap<Integer, String>> byRegion = new TreeMap<>();
              target
                  .regions()
                  .keySet()
                  .forEach(
                      region ->
                          byRegion.put(
                              region, layout.hosts(region, keeper.loop().reconciler().records())));
              Map<String, BucketTables> next = new TreeMap<>(tables);
              target.services().forEach(id -> next.put(id, new BucketTables(target, byRegion)));
              tables = Map.copyOf(next);
            });
  }

  public List<Keeper> keepers() {
    return List.copyOf(keepers);
  }

  /**
   * The bucket name that leads a session to a CDN: its own bucket's, while DNS has that one there;
   * else another's, by a rule that stands for ever. Empty if no name leads there: a share too small
   * for a name, or DNS not seen yet.
   *
   * @param bucket the session's, 0..9999
   */
  public Optional<String> bucketHost(
      TidegateConfig config, String service, String region, int bucket, String cdn) {
    BucketTables known = tables.get(service);
    String host = known == null ? null : Targets.hosts(config, service).get(cdn);
    if (known == null || host == null) {
      return Optional.empty();
    }
    SortedMap<Integer, String> owners = known.byRegion().get(region);
    String label = known.target().regions().get(region);
    if (owners == null || label == null) {
      return Optional.empty();
    }
    return BucketPick.of(owners, bucket, host)
        .map(index -> BucketPick.name(index, label, known.target().zone()));
  }

  @Override
  public void close() {
    keepers.forEach(keeper -> keeper.loop().close());
  }
}
