package dev.tidegate.api.config;

import dev.tidegate.api.config.TidegateConfig.BucketKey;
import dev.tidegate.api.config.TidegateConfig.CdnDetail;
import dev.tidegate.api.config.TidegateConfig.Pick;
import dev.tidegate.api.config.TidegateConfig.ServiceDetail;
import dev.tidegate.model.Capacity;
import dev.tidegate.model.Cdn;
import dev.tidegate.model.Ids;
import dev.tidegate.model.Pool;
import dev.tidegate.model.Rollout;
import dev.tidegate.model.Rung;
import dev.tidegate.model.Service;
import dev.tidegate.model.Service.Regional;
import dev.tidegate.model.Weights;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** {@code services}: what viewers watch, and by which CDNs. */
final class ServiceReader {
  static final Map<String, BucketKey> BUCKET_KEYS =
      Map.of("session", BucketKey.SESSION, "content", BucketKey.CONTENT);
  static final Map<String, Pick> PICKS = Map.of("url", Pick.URL, "bucket-host", Pick.BUCKET_HOST);
  static final Map<String, Rollout.Mode> ROLLOUTS =
      Map.of("shadow", Rollout.Mode.SHADOW, "live", Rollout.Mode.LIVE);

  private static final Duration TTL = Duration.ofSeconds(10);
  private static final Duration INCIDENT_TTL = Duration.ofSeconds(5);
  private static final Duration OVERLOAD_TTL = Duration.ofSeconds(60);

  /** As operators may give up at most ({@code /ops/v1/degradation}): beyond any rendition. */
  private static final long MOST_KBPS = 10_000_000;

  private ServiceReader() {}

  /** One service, for the engine and for the rooms around it. */
  record Read(Service service, ServiceDetail detail, List<Pool> pools) {}

  static SortedMap<String, Read> read(Section root, Known known) {
    SortedMap<String, Read> services =
        root.entries(
            "services", Formats.id("service"), (id, section) -> service(id, section, known));
    if (root.isEmpty("services")) {
      root.fault(
          "services",
          "there are none: add one, such as services: {live: {cdns: {cdn-a: {base-url:"
              + " \"https://a.example.com\"}}}}");
    }
    return services;
  }

  private static Optional<Read> service(String id, Section section, Known known) {
    SortedMap<String, CdnReader.Read> cdns = CdnReader.read(id, section, known);
    ServiceDetail detail = detail(id, section, cdns);
    Ttls ttls = ttls(section);
    Duration beacons = section.value("beacon-interval", Formats::wholeSeconds, TTL);
    int priority = section.value("priority", Formats.whole(1, 1000), 1);
    double bits = section.value("assumed-bitrate", Quantities::bitRate, 5e6);
    Optional<Capacity> origin =
        section.section("origin", o -> o.optional("capacity", Quantities::capacity));
    Rollout rollout = section.section("rollout", ServiceReader::rollout);
    SortedMap<String, Regional> regional =
        section.entries(
            "regions",
            known.region(),
            (region, there) -> Optional.of(regional(there, section.keys("cdns", c -> c), known)));
    var policy = section.section("policy", PolicyReader::read);
    if (cdns.isEmpty()) {
      return Optional.empty(); // reported where the CDNs are read
    }
    SortedMap<String, Cdn> plain = new TreeMap<>();
    cdns.forEach((name, read) -> plain.put(name, read.cdn()));
    Service service =
        new Service(
            id,
            ttls.normal(),
            ttls.incident(),
            ttls.overload(),
            beacons,
            priority,
            bits,
            origin,
            rollout,
            plain,
            regional,
            policy,
            ladder(detail.degradation()));
    List<Pool> pools = cdns.values().stream().flatMap(read -> read.own().stream()).toList();
    return Optional.of(new Read(service, detail, pools));
  }

  private static final Pattern CAP = Pattern.compile("[0-9.]+ ?[A-Za-z]?bps");
  private static final String KBPS = " kbps";

  /** A word of the ladder, a cap in whole kbps: {@code 4 Mbps} is {@code 4000 kbps}. */
  private static String rung(String text) {
    if (CAP.matcher(text).matches()) {
      long kbps = (long) (Quantities.bitRate(text) / 1000);
      if (kbps < 1 || kbps > MOST_KBPS) {
        throw Formats.bad(text, "must be within 1 kbps..10 Gbps");
      }
      return kbps + KBPS;
    }
    if (!Ids.legal(text)) {
      throw Formats.bad(
          text,
          "is no rung: write a cap on renditions, such as 2500 kbps, or the name of a feature to"
              + " switch off, 1 to 64 of A-Z a-z 0-9 . _ -");
    }
    return text;
  }

  private static List<Rung> ladder(List<String> words) {
    return words.stream()
        .<Rung>map(
            word ->
                word.endsWith(KBPS)
                    ? new Rung.RenditionCap(
                        Long.parseLong(word.substring(0, word.length() - KBPS.length())))
                    : new Rung.FeatureOff(word))
        .toList();
  }

  private record Ttls(Duration normal, Duration incident, Duration overload) {}

  private static Ttls ttls(Section section) {
    Duration ttl = section.value("ttl", Formats::wholeSeconds, TTL);
    Duration incident =
        section.value("incident-ttl", Formats::wholeSeconds, shorter(ttl, INCIDENT_TTL));
    Duration overload =
        section.value("overload-ttl", Formats::wholeSeconds, longer(ttl, OVERLOAD_TTL));
    if (incident.compareTo(ttl) > 0) {
      section.fault(
          "incident-ttl",
          Quantities.show(incident)
              + " is above the ttl of "
              + Quantities.show(ttl)
              + ": in an incident answers may only live shorter");
    }
    if (overload.compareTo(ttl) < 0) {
      section.warn(
          "overload-ttl",
          Quantities.show(overload)
              + " is below the ttl of "
              + Quantities.show(ttl)
              + ": it sheds no load");
    }
    return new Ttls(ttl, incident, overload);
  }

  private static ServiceDetail detail(
      String id, Section section, SortedMap<String, CdnReader.Read> cdns) {
    SortedMap<String, CdnDetail> details = new TreeMap<>();
    cdns.forEach((name, read) -> details.put(name, read.detail()));
    Pick pick = section.value("pick", Formats.oneOf(PICKS), Pick.URL);
    return new ServiceDetail(
        id,
        section.value("trust-client-region", Formats::yesNo, false),
        section.value("require-signed-beacons", Formats::yesNo, false),
        section.value("bucket-key", Formats.oneOf(BUCKET_KEYS), BucketKey.SESSION),
        pick,
        details,
        ProbeReader.read(section),
        section.list("degradation", ServiceReader::rung));
  }

  private static Rollout rollout(Section section) {
    return new Rollout(
        section.value("mode", Formats.oneOf(ROLLOUTS), Rollout.Mode.LIVE),
        section.value("share", Formats.whole(0, Weights.TOTAL), Weights.TOTAL),
        section.value("holdout", Formats.whole(0, Weights.TOTAL), 0));
  }

  private static Regional regional(Section section, Collection<String> cdns, Known known) {
    Parser<String> cdn = Formats.known("cdn of this service", cdns);
    SortedMap<String, Double> weights = section.scalars("weights", cdn, Formats.number(0, 1e6));
    if (!weights.isEmpty() && weights.values().stream().allMatch(w -> w == 0)) {
      section.fault("weights", "all are 0: give at least one CDN a weight above 0 here");
    }
    SortedMap<String, Capacity> capacity = section.scalars("capacity", cdn, Quantities::capacity);
    SortedMap<String, SortedMap<String, Capacity>> networks =
        section.entries(
            "networks",
            known.network(),
            (id, network) -> Optional.of(network.scalars("capacity", cdn, Quantities::capacity)));
    return new Regional(weights, capacity, networks);
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }

  private static Duration longer(Duration a, Duration b) {
    return a.compareTo(b) > 0 ? a : b;
  }
}
