package dev.tidegate.api.config;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Writes legal configurations at random, every kind of key now and then. */
final class RandomConfig {
  private final RandomGenerator random;
  private final StringBuilder out = new StringBuilder();
  private final List<String> regions = new ArrayList<>(List.of("default"));

  RandomConfig(RandomGenerator random) {
    this.random = random;
  }

  String yaml() {
    line(0, "server:");
    maybe(
        1,
        "public: {port: " + below(60_000) + ", base-url: \"https://s.example/" + word() + "/\"}");
    maybe(1, "operator: {host: 10.0.0.1, port: 0, insecure: true}");
    maybe(
        0,
        "dns: {zone: "
            + word()
            + ".example, ns: [ns1.example, ns2.example.], ttl: "
            + (1 + below(20))
            + "s}");
    maybe(0, "store: {path: \"./" + word() + " ${WORD} $${x}\"}");
    maybe(0, "tick: " + (100 + below(9_000)) + "ms");
    maybe(
        0,
        "recording: {enabled: false, path: ./"
            + word()
            + ", limit: "
            + (64 + below(9000))
            + " MiB, segment: "
            + (1 + below(60))
            + "m}");
    maybe(0, "shutdown-grace: " + below(300) + "s");
    regions();
    line(
        0,
        "networks: {net-a: {asns: ["
            + (1 + below(1000))
            + ", 4294967295]}, net-b: {asns: [1001]}}");
    maybe(0, "vantage: {id: v" + below(9) + ", region: " + region() + "}");
    maybe(
        0,
        "geo: {prefixes: {10.0.0.0/8: "
            + region()
            + ", \"2001:db8::/32\": default}, trusted-proxies: [127.0.0.1]}");
    contracts();
    line(0, "services:");
    for (int s = 0; s <= below(3); s++) {
      service("s" + s);
    }
    return out.toString();
  }

  private void regions() {
    line(0, "regions:");
    for (int r = 0; r <= below(5); r++) {
      String parent = random.nextBoolean() ? "parent: " + region() + ", " : "";
      line(1, "r" + r + ": {" + parent + "countries: [IN], subdivisions: [IN-" + r + "]}");
      regions.add("r" + r);
    }
  }

  private void contracts() {
    line(0, "contracts:");
    line(1, "c0: {capacity: " + capacity() + ", regions: {" + region() + ": " + capacity() + "}}");
    line(
        1,
        "c1: {join-rate: "
            + (1 + below(1_000_000))
            + "."
            + below(10)
            + "/s, price: "
            + decimal()
            + ", overage: "
            + decimal()
            + ", commit: {amount: "
            + (1 + below(900))
            + "."
            + below(1000)
            + " TB}}");
  }

  private void service(String id) {
    line(1, id + ":");
    maybe(2, "ttl: " + (5 + below(3_500)) + "s");
    maybe(2, "incident-ttl: " + (1 + below(5)) + "s");
    maybe(2, "overload-ttl: " + seconds());
    maybe(2, "beacon-interval: " + seconds());
    maybe(2, "trust-client-region: " + random.nextBoolean());
    maybe(2, "priority: " + (1 + below(1000)));
    maybe(2, "bucket-key: content");
    maybe(2, "assumed-bitrate: " + (1 + below(9_000)) + "." + below(1000) + " kbps");
    maybe(2, "origin: {capacity: " + capacity() + "}");
    maybe(
        2, "rollout: {mode: shadow, share: " + below(10_001) + ", holdout: " + below(10_001) + "}");
    line(2, "cdns:");
    for (int c = 0; c <= below(4); c++) {
      cdn("cdn-" + c);
    }
    maybe(
        2,
        "regions: {"
            + region()
            + ": {weights: {cdn-0: "
            + decimal()
            + "1}, capacity: {cdn-0: "
            + capacity()
            + "}, networks: {net-a: {capacity: {cdn-0: "
            + capacity()
            + "}}}}}");
    if (random.nextBoolean()) {
      line(2, "probes:");
      line(
          3,
          "- {name: a, path: /x?"
              + word()
              + ", interval: "
              + (100 + below(5_000))
              + "ms, headers: {X-A: \""
              + word()
              + " \\\" $${y}\"}, expect: {status: 200, contains: \"#\\\\ '\u00e9\\U0001F600\","
              + " min-bytes: "
              + (1 + below(99))
              + "}}");
      line(3, "- {name: b, kind: hls-live, path: /y, timeout: " + (10 + below(999)) + "ms}");
    }
    maybe(
        2,
        "policy: {min-effect: 0."
            + (1 + below(99))
            + " pt, dwell: "
            + below(900)
            + "s, flag-z: 4."
            + below(1000)
            + ", latency-min-rise: "
            + below(9_000)
            + "ms, blast-radius: "
            + below(100)
            + " %}");
    maybe(
        2,
        "degradation: [\""
            + word()
            + "\", \""
            + (1 + below(9))
            + "."
            + below(10)
            + " Mbps\", \"true\", \"12\"]");
  }

  private void cdn(String id) {
    String pool =
        switch (below(3)) {
          case 0 -> "contract: c" + below(2) + ", ";
          case 1 -> "capacity: " + capacity() + ", join-rate: " + (1 + below(500)) + "/s, ";
          default -> "";
        };
    line(
        3,
        id
            + ": {"
            + pool
            + "base-url: \"https://"
            + (random.nextBoolean() ? id : "shared")
            + ".example:"
            + (1 + below(3))
            + "/"
            + word()
            + "\", weight: "
            + (1 + below(100))
            + "."
            + below(1000)
            + ", min-weight: 0."
            + below(100)
            + ", cost: "
            + decimal()
            + ", addresses: [192.0.2."
            + below(256)
            + ", \"2001:db8::"
            + below(10)
            + "\"], dns: "
            + id
            + ".example"
            + (random.nextBoolean() ? ", allow: {networks: [net-b, net-a], countries: [IN]}" : "")
            + (random.nextBoolean() ? ", deny: {devices: [old-tv], countries: [US]}" : "")
            + "}");
  }

  private String capacity() {
    String number = (1 + below(1_000_000)) + "." + below(1_000_000);
    return number + " " + List.of("viewers", "Mbps", "Gbps", "Tbps").get(below(4));
  }

  private String decimal() {
    return below(1000) + "." + below(1_000_000_000);
  }

  private String seconds() {
    return (1 + below(3_600)) + "s";
  }

  private String region() {
    return regions.get(below(regions.size()));
  }

  private String word() {
    StringBuilder word = new StringBuilder("w");
    for (int i = 0; i < below(8); i++) {
      word.append((char) ('a' + below(26)));
    }
    return word.toString();
  }

  private int below(int bound) {
    return random.nextInt(bound);
  }

  private void maybe(int depth, String text) {
    if (random.nextBoolean()) {
      line(depth, text);
    }
  }

  private void line(int depth, String text) {
    out.append("  ".repeat(depth)).append(text).append('\n');
  }
}
