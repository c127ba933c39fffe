package dev.tidegate.api.config;

import dev.tidegate.api.config.TidegateConfig.DnsTarget;
import dev.tidegate.api.config.TidegateConfig.Geo;
import dev.tidegate.api.config.TidegateConfig.Security;
import dev.tidegate.api.config.TidegateConfig.Server;
import dev.tidegate.api.config.TidegateConfig.Store;
import dev.tidegate.api.config.TidegateConfig.Tls;
import dev.tidegate.api.config.YamlWriter.Value;
import dev.tidegate.model.Pool;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The configuration in force, written as a configuration: defaults, environment and {@code ${NAME}}
 * worked in. Loading it again gives an equal configuration, but for secrets, which are not shown.
 */
public final class EffectiveConfig {
  /** Where a secret is needed, a reference stands that names no secret. */
  private static final Value HIDDEN = new Value.Raw("\"${TIDEGATE_NOT_SHOWN}\"");

  private EffectiveConfig() {}

  /** As YAML. */
  public static String yaml(TidegateConfig config) {
    Tree root = new Tree();
    root.put("server", server(config.server()));
    root.put("dns", dns(config.dns()));
    root.put("store", store(config.store()));
    root.put("recording", recording(config.recording()));
    root.put("security", security(config.security()));
    root.put("tick", Tree.raw(Quantities.show(config.tick())));
    Tree vantage = new Tree();
    vantage.text("id", config.vantage().id());
    vantage.text("region", config.vantage().region());
    root.put("vantage", vantage.done());
    config.node().ifPresent(node -> root.text("node", node));
    root.put("shutdown-grace", Tree.raw(Quantities.show(config.shutdownGrace())));
    root.put("regions", Tree.map(config.regions(), EffectiveConfig::region));
    root.put(
        "networks",
        Tree.map(
            config.networks(),
            network -> {
              Tree tree = new Tree();
              tree.row(
                  "asns", network.asns().stream().map(asn -> Tree.raw(asn.toString())).toList());
              return tree.done();
            }));
    root.put("geo", geo(config.geo()));
    root.put("contracts", Tree.map(contracts(config), EffectiveConfig::contract));
    root.put(
        "services",
        Tree.map(
            config.services(),
            detail ->
                EffectiveService.tree(detail, config.setup().services(), config.setup().pools())));
    root.put(
        "dns-targets",
        new Value.Trees(config.dnsTargets().stream().map(EffectiveConfig::target).toList()));
    return YamlWriter.write(root.done());
  }

  private static Value server(Server server) {
    var open = server.publicPlane();
    Tree plane = new Tree();
    plane.text("host", open.host());
    plane.raw("port", open.port());
    plane.text("base-url", open.baseUrl().toString());
    plane.text("edge-base-url", open.edgeBaseUrl().toString());
    plane.put("tls", open.tls().map(EffectiveConfig::tls));
    var closed = server.operatorPlane();
    Tree operator = new Tree();
    operator.text("host", closed.host());
    operator.raw("port", closed.port());
    operator.put("tls", closed.tls().map(EffectiveConfig::tls));
    operator.raw("insecure", closed.insecure());
    Tree both = new Tree();
    both.put("public", plane.done());
    both.put("operator", operator.done());
    return both.done();
  }

  private static Value tls(Tls tls) {
    Tree tree = new Tree();
    tree.text("cert", tls.cert().toString());
    tree.text("key", tls.key().toString());
    return tree.done();
  }

  private static Value dns(TidegateConfig.Dns dns) {
    Tree tree = new Tree();
    tree.raw("enabled", dns.enabled());
    tree.text("host", dns.host());
    tree.raw("port", dns.port());
    tree.text("zone", dns.zone());
    tree.texts("ns", dns.ns());
    tree.raw("ttl", Quantities.show(dns.ttl()));
    tree.raw("rate-limit", dns.rateLimit());
    return tree.done();
  }

  private static Value store(Store store) {
    Tree tree = new Tree();
    switch (store) {
      case Store.Embedded(var path) -> {
        tree.text("kind", "embedded");
        tree.text("path", path.toString());
      }
      case Store.Redis(_, var prefix, var path) -> {
        tree.text("kind", "redis");
        tree.put("uri", HIDDEN);
        tree.text("prefix", prefix);
        tree.text("path", path.toString());
      }
    }
    return tree.done();
  }

  private static Value recording(TidegateConfig.Recording recording) {
    Tree tree = new Tree();
    tree.raw("enabled", recording.enabled());
    tree.text("path", recording.path().toString());
    tree.raw("limit", Quantities.showSize(recording.limit()));
    tree.raw("segment", Quantities.show(recording.segment()));
    return tree.done();
  }

  private static Value security(Security security) {
    Tree tree = new Tree();
    List<Value.Tree> tokens =
        security.tokens().stream()
            .map(
                token -> {
                  Tree one = new Tree();
                  one.text("name", token.name());
                  one.text("role", SecurityReader.wire(token.role()));
                  one.text("sha256", token.sha256());
                  return one.done();
                })
            .toList();
    tree.put("tokens", new Value.Trees(tokens));
    security.sessionKey().ifPresent(_ -> tree.put("session-key", new Value.Remark("not shown")));
    tree.raw("open-metrics", security.openMetrics());
    return tree.done();
  }

  private static Value region(TidegateConfig.Region region) {
    Tree tree = new Tree();
    tree.text("parent", region.parent());
    tree.textsIfAny("countries", region.countries());
    tree.textsIfAny("subdivisions", region.subdivisions());
    return tree.done();
  }

  private static Value geo(Geo geo) {
    Tree tree = new Tree();
    tree.text("city", geo.city().map(Object::toString));
    tree.text("asn", geo.asn().map(Object::toString));
    tree.put("prefixes", Tree.map(new TreeMap<>(geo.prefixes()), Value.Text::new));
    tree.texts("trusted-proxies", geo.trustedProxies());
    tree.text("client-ip-header", geo.clientIpHeader());
    return tree.done();
  }

  /** Pools that are contracts: the CDNs' own are named {@code service/cdn}. */
  private static SortedMap<String, Pool> contracts(TidegateConfig config) {
    SortedMap<String, Pool> contracts = new TreeMap<>(config.setup().pools());
    contracts.keySet().removeIf(id -> id.contains("/"));
    return contracts;
  }

  private static Value contract(Pool pool) {
    Tree tree = new Tree();
    tree.raw("capacity", pool.total().map(Quantities::show));
    if (!pool.regional().isEmpty()) {
      tree.put("regions", Tree.map(pool.regional(), c -> Tree.raw(Quantities.show(c))));
    }
    tree.rate("join-rate", pool.joinRate());
    pool.commit()
        .ifPresent(
            commit -> {
              Tree inner = new Tree();
              inner.text("kind", commit.kind());
              inner.raw("amount", Quantities.showVolume(commit.bytesPerPeriod()));
              inner.text("period", commit.period());
              tree.put("commit", inner.done());
            });
    tree.number("price", pool.price());
    tree.number("overage", pool.overage());
    return tree.done();
  }

  private static Value.Tree target(DnsTarget target) {
    Tree tree = new Tree();
    tree.text("kind", target.kind());
    tree.text("owner", target.owner());
    tree.text("zone", target.zone());
    tree.texts("services", target.services());
    tree.put("regions", Tree.map(new TreeMap<>(target.regions()), Value.Text::new));
    tree.raw("ttl", Quantities.show(target.ttl()));
    tree.raw("max-change", Quantities.show(target.maxChange()));
    tree.texts("verify", target.verify());
    Tree key = new Tree();
    new TreeMap<>(target.settings())
        .forEach(
            (name, setting) -> {
              Value value = DnsReader.SECRETS.contains(name) ? HIDDEN : new Value.Text(setting);
              if (name.startsWith("key.")) {
                key.put(name.substring(4), value);
              } else {
                tree.put(name, value);
              }
            });
    if (!key.done().entries().isEmpty()) {
      tree.put("key", key.done());
    }
    return tree.done();
  }

  /** A map being written, in the order of the contract. */
  static final class Tree {
    private final Map<String, Value> entries = new LinkedHashMap<>();

    static Value raw(String text) {
      return new Value.Raw(text);
    }

    static <T> Value.Tree map(SortedMap<String, T> from, Function<T, ? extends Value> value) {
      Map<String, Value> to = new LinkedHashMap<>();
      from.forEach((key, v) -> to.put(key, value.apply(v)));
      return new Value.Tree(to);
    }

    Value.Tree done() {
      return new Value.Tree(entries);
    }

    void put(String key, Value value) {
      entries.put(key, value);
    }

    void put(String key, Optional<Value> value) {
      value.ifPresent(v -> put(key, v));
    }

    void text(String key, String text) {
      put(key, new Value.Text(text));
    }

    void text(String key, Optional<String> text) {
      text.ifPresent(t -> text(key, t));
    }

    void raw(String key, Object value) {
      put(key, raw(value.toString()));
    }

    void raw(String key, Optional<String> value) {
      value.ifPresent(v -> put(key, raw(v)));
    }

    void number(String key, OptionalDouble value) {
      value.ifPresent(v -> raw(key, Quantities.show(v)));
    }

    void rate(String key, OptionalDouble value) {
      value.ifPresent(v -> raw(key, Quantities.show(v) + "/s"));
    }

    void row(String key, List<Value> items) {
      put(key, new Value.Row(items));
    }

    void texts(String key, List<String> items) {
      put(key, new Value.Row(items.stream().map(Value.Text::new).toList()));
    }

    void textsIfAny(String key, Collection<String> items) {
      if (!items.isEmpty()) {
        texts(key, items.stream().toList());
      }
    }
  }
}
