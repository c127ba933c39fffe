package dev.tidegate.api.config;

import dev.tidegate.api.config.TidegateConfig.Region;
import dev.tidegate.api.config.TidegateConfig.Security;
import dev.tidegate.api.config.TidegateConfig.Server;
import dev.tidegate.api.config.TidegateConfig.ServiceDetail;
import dev.tidegate.api.config.TidegateConfig.Vantage;
import dev.tidegate.model.Pool;
import dev.tidegate.model.Service;
import dev.tidegate.model.Setup;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * Reads {@code tidegate.yaml}: every fault at once, each with its place. Relative paths are
 * relative to the file; {@code ${NAME}} is replaced in every value; {@code
 * TIDEGATE_SERVER_PUBLIC_PORT} and its like stand over scalars outside maps. Whatever the bytes
 * are, the outcome is a configuration or a {@link ConfigException}.
 */
public final class ConfigLoader {
  private final Map<String, String> environment;

  /**
   * @param environment where {@code ${NAME}} and {@code TIDEGATE_…} are looked up
   */
  public ConfigLoader(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  /**
   * Reads and validates.
   *
   * @param yaml the document's bytes, UTF-8
   * @param source the file, for places in messages and for relative paths
   * @throws ConfigException with every fault found
   */
  public TidegateConfig load(byte[] yaml, Path source) throws ConfigException {
    return read(yaml, source).config();
  }

  /**
   * The same of a version of the store, whose places name it and not the file.
   *
   * @param source the file that relative paths are relative to
   */
  public TidegateConfig stored(byte[] yaml, long version, Path source) throws ConfigException {
    return new MarkedYaml(environment)
        .read(yaml, source, "store version " + version, ConfigLoader::config)
        .value();
  }

  /** As {@link #load}, with what is remarkable but no fault. */
  public LoadedConfig read(byte[] yaml, Path source) throws ConfigException {
    MarkedYaml.Read<TidegateConfig> read =
        new MarkedYaml(environment).read(yaml, source, ConfigLoader::config);
    return new LoadedConfig(read.value(), read.warnings());
  }

  /** The whole is put together only when nothing is wrong: the model's constructors refuse. */
  private static Supplier<TidegateConfig> config(Section root) {
    Known known = Known.in(root);
    Server server = root.section("server", ServerReader::read);
    var dns = root.section("dns", DnsReader::dns);
    var store = root.section("store", StoreReader::read);
    var recording = root.section("recording", section -> RecordingReader.read(section, store));
    boolean loopback = ServerReader.loopback(server.operatorPlane().host());
    var security = root.section("security", section -> SecurityReader.read(section, loopback));
    Duration tick =
        root.value(
            "tick",
            Formats.duration(Duration.ofMillis(100), Duration.ofSeconds(10)),
            Duration.ofSeconds(1));
    Vantage vantage = root.section("vantage", section -> vantage(section, known));
    Optional<String> node = root.optional("node", Formats.id("node"));
    impostors(root, security, vantage);
    Duration grace =
        root.value(
            "shutdown-grace",
            Formats.duration(Duration.ZERO, Duration.ofMinutes(5)),
            Duration.ofSeconds(2));
    var regions = GeographyReader.regions(root, known);
    var networks = GeographyReader.networks(root);
    var geo = root.section("geo", section -> GeographyReader.geo(section, known));
    var contracts = ContractReader.read(root, known);
    var services = ServiceReader.read(root, known.withPrices(contracts.values()));
    var targets = DnsReader.targets(root, known, services);
    return () ->
        new TidegateConfig(
            server,
            dns,
            store,
            recording,
            security,
            tick,
            vantage,
            node,
            grace,
            regions,
            networks,
            geo,
            details(services),
            targets,
            new Setup(
                modelled(regions),
                Collections.unmodifiableSortedSet(new TreeSet<>(networks.keySet())),
                pools(contracts, services),
                plain(services, dns, targets)));
  }

  private static Vantage vantage(Section section, Known known) {
    return new Vantage(
        section.value("id", Formats.id("vantage"), "local"),
        section.optional("region", known.region()));
  }

  /** An agent speaks for the vantage that its token is named by: none may speak for our own. */
  private static void impostors(Section root, Security security, Vantage own) {
    for (TidegateConfig.Token token : security.tokens()) {
      if (token.role() == TidegateConfig.Role.AGENT && token.name().equals(own.id())) {
        root.fault(
            "security",
            "the agent's token "
                + token.name()
                + " is named as the built-in vantage (vantage.id): give one of them another name");
      }
    }
  }

  private static SortedMap<String, dev.tidegate.model.Region> modelled(
      SortedMap<String, Region> regions) {
    SortedMap<String, dev.tidegate.model.Region> modelled = new TreeMap<>();
    regions.forEach(
        (id, region) -> modelled.put(id, new dev.tidegate.model.Region(id, region.parent())));
    return modelled;
  }

  private static SortedMap<String, Pool> pools(
      SortedMap<String, Pool> contracts, SortedMap<String, ServiceReader.Read> services) {
    SortedMap<String, Pool> pools = new TreeMap<>(contracts);
    services.values().forEach(read -> read.pools().forEach(pool -> pools.put(pool.id(), pool)));
    return pools;
  }

  private static SortedMap<String, Service> plain(
      SortedMap<String, ServiceReader.Read> services,
      TidegateConfig.Dns dns,
      List<TidegateConfig.DnsTarget> targets) {
    SortedMap<String, Service> plain = new TreeMap<>();
    services.forEach(
        (id, read) ->
            plain.put(
                id,
                DnsReader.names(read, dns, targets)
                    .map(read.service()::named)
                    .orElse(read.service())));
    return plain;
  }

  private static SortedMap<String, ServiceDetail> details(
      SortedMap<String, ServiceReader.Read> services) {
    SortedMap<String, ServiceDetail> details = new TreeMap<>();
    services.forEach((id, read) -> details.put(id, read.detail()));
    return Collections.unmodifiableSortedMap(details);
  }
}
