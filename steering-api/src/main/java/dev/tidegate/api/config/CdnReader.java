package dev.tidegate.api.config;

import dev.tidegate.api.config.TidegateConfig.CdnDetail;
import dev.tidegate.api.config.TidegateConfig.Sign;
import dev.tidegate.model.Cdn;
import dev.tidegate.model.Pool;
import java.net.URI;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code cdns} of a service. */
final class CdnReader {
  private static final URI NOWHERE = URI.create("http://nowhere.invalid");
  private static final double MOST_WEIGHT = 1e6;

  private CdnReader() {}

  /**
   * One CDN, for the engine and for the rooms around it.
   *
   * @param own its own pool, where it has no contract
   */
  record Read(Cdn cdn, CdnDetail detail, Optional<Pool> own) {
    /** With the host of its own URL. */
    Read named() {
      return new Read(cdn, detail.named(List.of(authority(detail))), own);
    }
  }

  static SortedMap<String, Read> read(String service, Section section, Known known) {
    Map<String, Section> sections = new HashMap<>();
    SortedMap<String, Read> cdns =
        new TreeMap<>(
            section.entries(
                "cdns",
                Formats.id("cdn"),
                (id, cdn) -> {
                  sections.put(id, cdn);
                  return Optional.of(cdn(service, id, cdn, known));
                }));
    if (section.isEmpty("cdns")) {
      section.fault("cdns", "lists none: a service needs at least one CDN");
    } else if (!cdns.isEmpty()
        && cdns.values().stream().allMatch(read -> read.cdn().weight() == 0)) {
      section.fault("cdns", "all weights are 0: give at least one CDN a weight above 0");
    }
    Map<String, String> owners = new HashMap<>();
    cdns.forEach((id, read) -> listed(id, read.detail().hosts(), owners, sections));
    return Collections.unmodifiableSortedMap(named(cdns));
  }

  /** A host that two CDNs share could not tell in players' reports which one they mean. */
  private static void listed(
      String id, List<String> hosts, Map<String, String> owners, Map<String, Section> sections) {
    for (String host : hosts) {
      String other = owners.putIfAbsent(host, id);
      Section section = sections.get(id);
      if (other != null && section != null) {
        section.fault(
            "hosts", host + " is a host of " + other + " already: give each CDN hosts of its own");
      }
    }
  }

  /**
   * Who lists no hosts has that of its {@code base-url}, unless another CDN goes by it too, as
   * where they differ in the path alone: then it tells neither.
   */
  private static SortedMap<String, Read> named(SortedMap<String, Read> cdns) {
    Map<String, Long> uses =
        cdns.values().stream()
            .map(Read::detail)
            .flatMap(
                cdn -> cdn.hosts().isEmpty() ? Stream.of(authority(cdn)) : cdn.hosts().stream())
            .collect(Collectors.groupingBy(host -> host, Collectors.counting()));
    SortedMap<String, Read> named = new TreeMap<>();
    cdns.forEach(
        (id, read) -> {
          boolean alone = uses.getOrDefault(authority(read.detail()), 0L) == 1;
          named.put(id, read.detail().hosts().isEmpty() && alone ? read.named() : read);
        });
    return named;
  }

  private static String authority(CdnDetail cdn) {
    return cdn.baseUrl().getRawAuthority().toLowerCase(Locale.ROOT);
  }

  private static Read cdn(String service, String id, Section section, Known known) {
    Optional<String> contract = section.optional("contract", known.contract());
    double weight = section.value("weight", Formats.number(0, MOST_WEIGHT), 1.0);
    double minWeight = section.value("min-weight", Formats.number(0, MOST_WEIGHT), 0.0);
    if (minWeight > weight) {
      section.fault(
          "min-weight",
          Quantities.show(minWeight) + " is above the weight of " + Quantities.show(weight));
    }
    if (section.has("cost")
        && contract.filter(named -> known.priced().contains(named)).isPresent()) {
      section.warn("cost", "does nothing: the price of contract " + contract.get() + " counts");
    }
    String pool = contract.orElse(service + "/" + id);
    Cdn cdn =
        new Cdn(
            id,
            pool,
            weight,
            minWeight,
            AccessReader.read(section, known),
            ContractReader.number(section, "cost", Formats.number(0, 1e9)));
    return new Read(cdn, detail(id, section), own(pool, section));
  }

  private static Optional<Pool> own(String id, Section section) {
    Pool pool =
        new Pool(
            id,
            section.optional("capacity", Quantities::capacity),
            Collections.emptySortedMap(),
            ContractReader.number(section, "join-rate", Quantities::rate),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            Optional.empty());
    if (!section.has("contract")) {
      return Optional.of(pool);
    }
    for (String key : List.of("capacity", "join-rate")) {
      if (section.has(key)) {
        section.fault(key, "belongs to the contract that this CDN draws on: give it there");
      }
    }
    return Optional.empty();
  }

  private static CdnDetail detail(String id, Section section) {
    URI base = section.required("base-url", NetworkFormats::url, "https://a.example.com", NOWHERE);
    List<String> hosts = section.list("hosts", NetworkFormats::authority);
    if (section.has("hosts") && section.isEmpty("hosts")) {
      section.fault("hosts", "lists none: leave the key out to take the host of base-url");
    }
    return new CdnDetail(
        id,
        base,
        hosts,
        section.optional("dns", NetworkFormats::dnsName),
        section.list("addresses", NetworkFormats::address),
        section.section("sign", CdnReader::sign));
  }

  private static Sign sign(Section section) {
    return new Sign(
        section.value(
            "kind",
            text -> {
              if (!text.equals("none")) {
                throw Formats.bad(text, "is not yet supported by this build: only none");
              }
              return text;
            },
            "none"),
        Map.of());
  }
}
