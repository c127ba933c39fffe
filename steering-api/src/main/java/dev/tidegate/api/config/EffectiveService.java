package dev.tidegate.api.config;

import dev.tidegate.api.config.EffectiveConfig.Tree;
import dev.tidegate.api.config.TidegateConfig.CdnDetail;
import dev.tidegate.api.config.TidegateConfig.Probe;
import dev.tidegate.api.config.TidegateConfig.ServiceDetail;
import dev.tidegate.api.config.YamlWriter.Value;
import dev.tidegate.model.Access;
import dev.tidegate.model.Capacity;
import dev.tidegate.model.Cdn;
import dev.tidegate.model.Policy;
import dev.tidegate.model.Pool;
import dev.tidegate.model.Service;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** One service, written as configuration. */
final class EffectiveService {
  private EffectiveService() {}

  static Value tree(ServiceDetail detail, Map<String, Service> services, Map<String, Pool> pools) {
    Service service = Objects.requireNonNull(services.get(detail.id()), detail.id());
    Tree tree = new Tree();
    tree.raw("ttl", Quantities.show(service.ttl()));
    tree.raw("incident-ttl", Quantities.show(service.incidentTtl()));
    tree.raw("overload-ttl", Quantities.show(service.overloadTtl()));
    tree.raw("beacon-interval", Quantities.show(service.beaconInterval()));
    tree.raw("trust-client-region", detail.trustClientRegion());
    tree.raw("require-signed-beacons", detail.requireSignedBeacons());
    tree.raw("priority", service.priority());
    tree.text("bucket-key", word(ServiceReader.BUCKET_KEYS, detail.bucketKey()));
    tree.text("pick", word(ServiceReader.PICKS, detail.pick()));
    tree.raw("assumed-bitrate", Quantities.showBitRate(service.bitsPerViewer()));
    service.origin().ifPresent(o -> tree.put("origin", capacity(o)));
    Tree rollout = new Tree();
    rollout.text("mode", word(ServiceReader.ROLLOUTS, service.rollout().mode()));
    rollout.raw("share", service.rollout().share());
    rollout.raw("holdout", service.rollout().holdout());
    tree.put("rollout", rollout.done());
    tree.put(
        "cdns",
        Tree.map(
            service.cdns(),
            cdn ->
                cdn(
                    cdn,
                    Objects.requireNonNull(detail.cdns().get(cdn.id()), cdn.id()),
                    Objects.requireNonNull(pools.get(cdn.pool()), cdn.pool()))));
    if (!service.regional().isEmpty()) {
      tree.put("regions", Tree.map(service.regional(), EffectiveService::regional));
    }
    tree.put(
        "probes", new Value.Trees(detail.probes().stream().map(EffectiveService::probe).toList()));
    tree.put("policy", policy(service.policy()));
    tree.texts("degradation", detail.degradation());
    return tree.done();
  }

  private static <T> String word(Map<String, T> words, T value) {
    return words.entrySet().stream()
        .filter(e -> e.getValue().equals(value))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow();
  }

  private static Value capacity(Capacity capacity) {
    Tree tree = new Tree();
    tree.raw("capacity", Quantities.show(capacity));
    return tree.done();
  }

  private static Value cdn(Cdn cdn, CdnDetail detail, Pool pool) {
    Tree tree = new Tree();
    if (pool.id().contains("/")) {
      tree.raw("capacity", pool.total().map(Quantities::show));
      tree.rate("join-rate", pool.joinRate());
    } else {
      tree.text("contract", pool.id());
    }
    tree.text("base-url", detail.baseUrl().toString());
    tree.textsIfAny("hosts", detail.hosts());
    tree.text("dns", detail.dns());
    tree.textsIfAny("addresses", detail.addresses());
    tree.raw("weight", Quantities.show(cdn.weight()));
    tree.raw("min-weight", Quantities.show(cdn.minWeight()));
    tree.number("cost", cdn.cost());
    Tree sign = new Tree();
    sign.text("kind", detail.sign().kind());
    tree.put("sign", sign.done());
    access(cdn.access(), Access.Rule::allow).ifPresent(v -> tree.put("allow", v));
    access(cdn.access(), Access.Rule::deny).ifPresent(v -> tree.put("deny", v));
    return tree.done();
  }

  private static Optional<Value> access(Access access, Function<Access.Rule, Set<String>> side) {
    Tree tree = new Tree();
    tree.textsIfAny("networks", side.apply(access.networks()).stream().sorted().toList());
    tree.textsIfAny("countries", side.apply(access.countries()).stream().sorted().toList());
    tree.textsIfAny("devices", side.apply(access.devices()).stream().sorted().toList());
    return tree.done().entries().isEmpty() ? Optional.empty() : Optional.of(tree.done());
  }

  private static Value regional(Service.Regional regional) {
    Tree tree = new Tree();
    if (!regional.weights().isEmpty()) {
      tree.put("weights", Tree.map(regional.weights(), w -> Tree.raw(Quantities.show(w))));
    }
    if (!regional.capacity().isEmpty()) {
      tree.put("capacity", capacities(regional.capacity()));
    }
    if (!regional.networkCapacity().isEmpty()) {
      tree.put(
          "networks",
          Tree.map(
              regional.networkCapacity(),
              capacities -> {
                Tree network = new Tree();
                network.put("capacity", capacities(capacities));
                return network.done();
              }));
    }
    return tree.done();
  }

  private static Value capacities(SortedMap<String, Capacity> capacities) {
    return Tree.map(capacities, c -> Tree.raw(Quantities.show(c)));
  }

  private static Value.Tree probe(Probe probe) {
    Tree tree = new Tree();
    tree.text("name", probe.name());
    tree.text("kind", probe.kind());
    tree.text("path", probe.path());
    tree.raw("interval", probe.interval().map(Quantities::show));
    tree.raw("timeout", Quantities.show(probe.timeout()));
    Tree expect = new Tree();
    probe.expectStatus().ifPresent(status -> expect.raw("status", status));
    expect.text("contains", probe.expectContains());
    probe.expectMinBytes().ifPresent(bytes -> expect.raw("min-bytes", bytes));
    if (!expect.done().entries().isEmpty()) {
      tree.put("expect", expect.done());
    }
    if (!probe.headers().isEmpty()) {
      Tree headers = new Tree();
      new TreeMap<>(probe.headers())
          .forEach(
              (name, value) ->
                  headers.put(
                      name, telling(name) ? new Value.Remark("not shown") : new Value.Text(value)));
      tree.put("headers", headers.done());
    }
    return tree.done();
  }

  /** True of header fields that usually carry a secret. */
  private static boolean telling(String header) {
    String name = header.toLowerCase(Locale.ROOT);
    return name.contains("auth")
        || name.contains("cookie")
        || name.contains("token")
        || name.contains("secret")
        || name.contains("key");
  }

  private static Value policy(Policy policy) {
    Tree tree = new Tree();
    for (Policy.Key key : Policy.Key.values()) {
      tree.raw(key.wire(), PolicyReader.show(key, policy.get(key)));
    }
    return tree.done();
  }
}
