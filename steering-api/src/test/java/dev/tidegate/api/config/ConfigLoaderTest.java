package dev.tidegate.api.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.tidegate.model.Capacity;
import dev.tidegate.model.Policy;
import dev.tidegate.model.Rung;
import dev.tidegate.model.Service;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigLoaderTest {
  private static final String MINIMAL =
      """
      services:
        live:
          cdns:
            cdn-a: {base-url: "https://a.example.com/"}
            cdn-b: {base-url: "http://b.example.com:8080/prefix/"}
      """;

  @Test
  void oneServiceWithTwoCdnsIsEnough() throws Exception {
    TidegateConfig config = load(MINIMAL);

    var open = config.server().publicPlane();
    assertThat(open.host() + ":" + open.port()).isEqualTo("0.0.0.0:8080");
    assertThat(open.baseUrl()).isEqualTo(URI.create("http://localhost:8080"));
    assertThat(open.edgeBaseUrl()).isEqualTo(open.baseUrl());
    assertThat(config.server().operatorPlane().host()).isEqualTo("127.0.0.1");
    assertThat(config.server().operatorPlane().port()).isEqualTo(8081);
    assertThat(config.store())
        .isEqualTo(new TidegateConfig.Store.Embedded(Path.of("/etc/tidegate/data")));
    assertThat(config.tick()).isEqualTo(Duration.ofSeconds(1));
    assertThat(config.regions()).containsOnlyKeys("default");
    var service = Objects.requireNonNull(config.setup().services().get("live"));
    assertThat(service.ttl()).isEqualTo(Duration.ofSeconds(10));
    assertThat(service.incidentTtl()).isEqualTo(Duration.ofSeconds(5));
    assertThat(service.overloadTtl()).isEqualTo(Duration.ofSeconds(60));
    assertThat(service.staticWeights("default").shares())
        .containsExactlyInAnyOrderEntriesOf(Map.of("cdn-a", 5000, "cdn-b", 5000));
    var cdns = Objects.requireNonNull(config.services().get("live")).cdns();
    assertThat(Objects.requireNonNull(cdns.get("cdn-a")).baseUrl())
        .isEqualTo(URI.create("https://a.example.com"));
    assertThat(Objects.requireNonNull(cdns.get("cdn-b")).baseUrl())
        .isEqualTo(URI.create("http://b.example.com:8080/prefix"));
    assertThat(Objects.requireNonNull(cdns.get("cdn-b")).hosts())
        .containsExactly("b.example.com:8080");
  }

  /** Two paths of one host are two CDNs; the host alone names neither. */
  @Test
  void cdnsMayShareTheHostOfTheirUrls() throws Exception {
    TidegateConfig config =
        load(
            """
            services:
              live:
                cdns:
                  cdn-a: {base-url: "https://v.example.com/a"}
                  cdn-b: {base-url: "https://V.example.com/b"}
                  cdn-c: {base-url: "https://w.example.com", hosts: [x.example.com]}
                  cdn-d: {base-url: "https://x.example.com"}
                  cdn-e: {base-url: "https://w.example.com/e"}
            """);
    var cdns = Objects.requireNonNull(config.services().get("live")).cdns();
    assertThat(cdns.values())
        .extracting(TidegateConfig.CdnDetail::hosts)
        .containsExactly(
            List.of(), List.of(), List.of("x.example.com"), List.of(), List.of("w.example.com"));
  }

  @Test
  void incidentTtlIsNeverAboveAShortTtl() throws Exception {
    var service =
        Objects.requireNonNull(load(MINIMAL + "    ttl: 2s\n").setup().services().get("live"));
    assertThat(service.incidentTtl()).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void theContractsOwnExampleIsRead(@TempDir Path dir) throws Exception {
    byte[] yaml =
        Objects.requireNonNull(getClass().getResourceAsStream("/config/contract.yaml"))
            .readAllBytes();
    TlsFiles.into(dir);
    Map<String, String> environment =
        Map.of("TIDEGATE_SESSION_KEY", "0123456789abcdef", "TSIG", "dHNpZw==", "PDNS", "key");

    LoadedConfig loaded = new ConfigLoader(environment).read(yaml, dir.resolve("tidegate.yaml"));

    var setup = loaded.config().setup();
    var akamai = Objects.requireNonNull(setup.pools().get("akamai"));
    assertThat(akamai.total()).contains(new Capacity.BitRate(12e12));
    assertThat(akamai.regional()).containsEntry("in-south", new Capacity.BitRate(4e12));
    assertThat(akamai.joinRate()).hasValue(150_000);
    assertThat(akamai.commit().orElseThrow().bytesPerPeriod()).isEqualTo(40e15);
    assertThat(loaded.config().security().sessionKey()).contains("0123456789abcdef");
    var live = Objects.requireNonNull(setup.services().get("live"));
    assertThat(live.bitsPerViewer()).isEqualTo(5e6);
    assertThat(live.origin()).contains(new Capacity.BitRate(60e9));
    var access = Objects.requireNonNull(live.cdns().get("cdn-c")).access();
    assertThat(access.permits(Optional.of("jio"), Optional.of("IN"), Optional.of("tv"))).isTrue();
    assertThat(access.permits(Optional.of("jio"), Optional.of("US"), Optional.of("tv"))).isFalse();
    var probes = Objects.requireNonNull(loaded.config().services().get("live")).probes();
    assertThat(probes).extracting(p -> p.name()).containsExactly("manifest", "segment", "edge");
    assertThat(loaded.config().dnsTargets()).hasSize(3);
    assertThat(loaded.config().toString())
        .doesNotContain("0123456789abcdef")
        .doesNotContain("dHNpZw==");
    assertThat(loaded.warnings()).extracting(Fault::path).containsExactly("geo.city", "geo.asn");
  }

  @Test
  void aGeoDatabaseThatIsNotThereIsRemarkedOnWithItsPath(@TempDir Path dir) throws Exception {
    Files.writeString(dir.resolve("city.mmdb"), "");
    String yaml = "geo: {city: ./city.mmdb, asn: ./tyop.mmdb}\n" + MINIMAL;
    LoadedConfig loaded =
        new ConfigLoader(Map.of()).read(bytes(yaml), dir.resolve("tidegate.yaml"));
    assertThat(loaded.config().geo().city()).contains(dir.resolve("city.mmdb"));
    assertThat(loaded.config().geo().asn()).isEmpty();
    assertThat(loaded.warnings())
        .extracting(Fault::path, Fault::message)
        .contains(
            tuple(
                "geo.asn",
                dir.resolve("tyop.mmdb") + " is no readable file: no viewer's network is known"))
        .noneMatch(w -> w.toString().contains("geo.city"));
  }

  @Test
  void variablesAreReplacedAnywhereAndADoubledDollarIsNot() throws Exception {
    Map<String, String> environment =
        Map.of("PORT", "9000", "REGION", "north", "HOST", "a.example.com", "W", "2.5");
    TidegateConfig config =
        load(
            """
            server: {public: {port: "${PORT}"}}
            regions: {"in-${REGION}": {}}
            services:
              live:
                cdns: {cdn-a: {base-url: "https://${HOST}/v", weight: "${W}"}}
                probes: [{name: p, path: /, headers: {X-Literal: "$${HOST}"}}]
            """,
            environment);
    assertThat(config.server().publicPlane().port()).isEqualTo(9000);
    assertThat(config.regions()).containsKey("in-north");
    var live = Objects.requireNonNull(config.services().get("live"));
    assertThat(live.probes().getFirst().headers()).containsEntry("X-Literal", "${HOST}");
    assertThat(Objects.requireNonNull(live.cdns().get("cdn-a")).baseUrl())
        .isEqualTo(URI.create("https://a.example.com/v"));
  }

  @Test
  void theEnvironmentStandsOverScalarsOutsideMaps() throws Exception {
    Map<String, String> environment =
        Map.of(
            "TIDEGATE_SERVER_PUBLIC_PORT", "9001",
            "TIDEGATE_SERVER_PUBLIC_BASE_URL", "https://steer.example.com/",
            "TIDEGATE_STORE_PATH", "/var/lib/tidegate",
            "TIDEGATE_TICK", "2s",
            "TIDEGATE_SHUTDOWN_GRACE", "",
            "TIDEGATE_GEO_CLIENT_IP_HEADER", "CF-Connecting-IP");
    TidegateConfig config = load("tick: 5s\nshutdown-grace: 7s\n" + MINIMAL, environment);
    assertThat(config.server().publicPlane().port()).isEqualTo(9001);
    assertThat(config.server().publicPlane().baseUrl())
        .isEqualTo(URI.create("https://steer.example.com"));
    assertThat(config.store())
        .isEqualTo(new TidegateConfig.Store.Embedded(Path.of("/var/lib/tidegate")));
    assertThat(config.tick()).isEqualTo(Duration.ofSeconds(2));
    assertThat(config.shutdownGrace()).as("an empty one is not set").hasSeconds(7);
    assertThat(config.geo().clientIpHeader()).isEqualTo("CF-Connecting-IP");
  }

  @Test
  void aFaultOfTheEnvironmentNamesItsVariable() {
    assertThatThrownBy(
            () ->
                load(MINIMAL, Map.of("TIDEGATE_TICK", "soon", "TIDEGATE_SERVER_PUBLIC_PORT", "x")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("TIDEGATE_TICK: tick: \"soon\" is not a duration")
        .hasMessageContaining("TIDEGATE_SERVER_PUBLIC_PORT: server.public.port: \"x\"");
  }

  @Test
  void aVariableThatSetsNothingIsRemarkedOn() throws Exception {
    Map<String, String> environment =
        Map.of(
            "TIDEGATE_STORE_PTH", "/x",
            "TIDEGATE_JAVA_HOME", "/jdk",
            "TIDEGATE_TRACE", "1",
            "TIDEGATE_IO_URING", "1",
            "OTHER", "1");
    List<Fault> warnings = read(MINIMAL, environment).warnings();
    assertThat(warnings)
        .extracting(Fault::toString)
        .contains("TIDEGATE_STORE_PTH: sets nothing; did you mean \"TIDEGATE_STORE_PATH\"?")
        .noneMatch(w -> w.matches("TIDEGATE_(JAVA_HOME|TRACE|IO_URING).*"));
  }

  @Test
  void aSecretMayBeAFile(@TempDir Path dir) throws Exception {
    Files.writeString(dir.resolve("key"), "a-key-of-sixteen-letters\n");
    String yaml = "security: {session-key: \"file:key\"}\n" + MINIMAL;
    TidegateConfig config =
        new ConfigLoader(Map.of()).load(bytes(yaml), dir.resolve("tidegate.yaml"));
    assertThat(config.security().sessionKey()).contains("a-key-of-sixteen-letters");
  }

  @Test
  void aShortSessionKeyIsRemarkedOnAndAnEmptyOneIsAFault() throws Exception {
    String yaml = "security: {session-key: \"${KEY}\"}\n" + MINIMAL;
    assertThat(read(yaml, Map.of("KEY", "fifteen-letters")).warnings())
        .extracting(Fault::path)
        .contains("security.session-key");
    assertThat(read(yaml, Map.of("KEY", "sixteen--letters")).warnings())
        .extracting(Fault::path)
        .doesNotContain("security.session-key");
    assertThatThrownBy(() -> read(yaml, Map.of("KEY", "")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("security.session-key: is an empty secret");
  }

  @Test
  void aRungIsACapOrAFeature() throws Exception {
    String yaml = MINIMAL + "    degradation: [dvr, 4 Mbps, 2500kbps, 0.8 Mbps, \"12\"]\n";
    var live = Objects.requireNonNull(load(yaml).setup().services().get("live"));
    assertThat(live.ladder())
        .containsExactly(
            new Rung.FeatureOff("dvr"),
            new Rung.RenditionCap(4000),
            new Rung.RenditionCap(2500),
            new Rung.RenditionCap(800),
            new Rung.FeatureOff("12"));
  }

  @Test
  void everyNumberOfTheEngineCanBeSetInItsUnit() throws Exception {
    StringBuilder yaml = new StringBuilder(MINIMAL + "    policy:\n");
    for (Policy.Key key : Policy.Key.values()) {
      String most =
          switch (key.unit()) {
            case NUMBER -> Quantities.show(key.max());
            case DURATION -> Math.round(key.max() * 1000) + "ms";
            case SHARE -> Quantities.show(key.max() * 100) + " %";
          };
      yaml.append("      ").append(key.wire()).append(": ").append(most).append('\n');
    }
    // what may not be above another stays at its default where both maxima differ
    String legal = yaml.toString().replaceAll("(?m)^ +(long-half-life|dwell-max): .*\n", "");
    legal = legal.replaceAll("(?m)^ +(short-half-life|dwell): .*\n", "");
    var live = Objects.requireNonNull(load(legal).setup().services().get("live"));
    for (Policy.Key key : Policy.Key.values()) {
      if (legal.contains(" " + key.wire() + ":")) {
        assertThat(live.policy().get(key)).as(key.wire()).isEqualTo(key.max());
      }
    }
  }

  /** By the longest TTL of all that tell resolvers of it, and the CDNs that they can name. */
  @Test
  void theEngineIsToldHowResolversAreTold() throws Exception {
    String live =
        """
        services:
          live:
            cdns:
              cdn-a: {base-url: "https://a.example.com", dns: a.example.com.}
              cdn-b: {base-url: "https://b.example.com"}
        """;
    assertThat(named(live)).isEmpty();
    String zone = "dns: {enabled: true, zone: lb.example.net., ns: [ns1.example.net.]}\n" + live;
    assertThat(named(zone))
        .contains(new Service.Names(Duration.ofSeconds(20), new TreeSet<>(Set.of("cdn-a"))));
    String target =
        "dns-targets:\n  - {kind: powerdns, owner: o, url: \"http://127.0.0.1:8081\", api-key: k,"
            + " zone: cdn.example.net., services: [live], ttl: 40s}\n";
    assertThat(named(zone + target).map(Service.Names::ttl)).contains(Duration.ofSeconds(40));
  }

  private Optional<Service.Names> named(String yaml) throws Exception {
    return Objects.requireNonNull(load(yaml).setup().services().get("live")).names();
  }

  @Test
  void onePortOfTwoAddressesIsTwo() throws Exception {
    String planes =
        "server: {public: {host: 192.0.2.1, port: 9000}, operator: {host: \"%s\", port: 9000}}\n";
    assertThat(load(planes.formatted("127.0.0.1") + MINIMAL).server().operatorPlane().port())
        .isEqualTo(9000);
    for (String same : List.of("192.0.2.1", "0.0.0.0", "::", "ops.example.com")) {
      assertThatThrownBy(() -> load(planes.formatted(same) + MINIMAL))
          .as(same)
          .hasMessageContaining("9000 is the public plane's port");
    }
  }

  @Test
  void aSentinelsMasterMayBeNamedInEitherForm() throws Exception {
    for (String end : List.of("#m", "?sentinelMasterId=m", "/0?timeout=1s&sentinelmasterid=m")) {
      String uri = "redis-sentinel://:secret@h1,h2:26379" + end;
      assertThat(load("store: {kind: redis, uri: \"" + uri + "\"}\n" + MINIMAL).store())
          .as(end)
          .isInstanceOfSatisfying(
              TidegateConfig.Store.Redis.class, redis -> assertThat(redis.uri()).isEqualTo(uri));
    }
  }

  @Test
  void aCostThatDoesNothingIsRemarkedOn() throws Exception {
    String yaml =
        """
        contracts:
          all: {price: 0.8, overage: 1.1, commit: {amount: 40 PB}}
          bare: {overage: 1.1, commit: {amount: 40 PB}}
          loose: {price: 0.8, overage: 1.1}
        services:
          live:
            cdns:
              cdn-a: {base-url: "https://a.example.com", contract: all, cost: 1}
              cdn-b: {base-url: "https://b.example.com", contract: bare, cost: 1}
              cdn-c: {base-url: "https://c.example.com", cost: 1}
            policy: {cost-dwell: 59s}
        """;
    assertThat(read(yaml, Map.of()).warnings())
        .extracting(Fault::path)
        .containsOnly(
            "contracts.bare.commit",
            "contracts.bare.overage",
            "contracts.loose.overage",
            "geo.city",
            "security.tokens",
            "services.live.cdns.cdn-a.cost",
            "services.live.policy.cost-dwell");
  }

  @Test
  void aZoneThatIsNotAnsweredForMayHaveAnyTtl() throws Exception {
    assertThat(load("dns: {ttl: 60s}\n" + MINIMAL).dns().ttl()).hasSeconds(60);
  }

  @Test
  void anAnchorMaySparesRepetition() throws Exception {
    TidegateConfig config =
        load(
            """
            services:
              live:
                cdns: {cdn-a: {base-url: "https://a.example.com"}}
                probes: &probes [{name: manifest, path: /live.m3u8}]
              vod:
                cdns: {cdn-a: {base-url: "https://a.example.com"}}
                probes: *probes
            """);
    assertThat(Objects.requireNonNull(config.services().get("vod")).probes())
        .isEqualTo(Objects.requireNonNull(config.services().get("live")).probes());
  }

  @Test
  void theTokenKnownToEveryoneIsRemarkedOnWhereOthersReachThePlane() throws Exception {
    String yaml =
        """
        server: {operator: {host: 0.0.0.0, insecure: true}}
        security: {tokens: [{name: a, role: admin, sha256: %s}]}
        """
            .formatted(SecurityReader.FIRST_HOUR);
    assertThat(read(yaml + MINIMAL, Map.of()).warnings())
        .extracting(Fault::message)
        .anyMatch(m -> m.contains("known to everyone"));
  }

  private static TidegateConfig load(String yaml) throws ConfigException {
    return load(yaml, Map.of());
  }

  private static TidegateConfig load(String yaml, Map<String, String> environment)
      throws ConfigException {
    return read(yaml, environment).config();
  }

  private static LoadedConfig read(String yaml, Map<String, String> environment)
      throws ConfigException {
    return new ConfigLoader(environment).read(bytes(yaml), Path.of("/etc/tidegate/tidegate.yaml"));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
