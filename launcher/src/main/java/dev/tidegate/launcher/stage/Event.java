package dev.tidegate.launcher.stage;

import dev.tidegate.rehearsal.live.Crowd;
import dev.tidegate.rehearsal.model.CdnPhysics;
import dev.tidegate.rehearsal.model.FaultBoard;
import dev.tidegate.rehearsal.model.World;
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A live event on imitation CDNs, and the configuration of the product for it.
 *
 * @param probeInterval of the manifest probe, whose timeout is 800 ms
 */
public record Event(
    Crowd crowd,
    SortedMap<String, Cdn> cdns,
    Duration ttl,
    Duration beaconInterval,
    Duration probeInterval) {
  /** The one service. */
  public static final String SERVICE = "live";

  /** What viewers watch. */
  public static final String PATH = "/live/final.m3u8";

  /** The zone that the built-in responder answers for. */
  public static final String ZONE = "lb.example.net.";

  /** Playing time of a segment; a viewer asks for a playlist and a segment in this time. */
  public static final long SEGMENT_MILLIS = 2_000;

  /** Where viewers come from in every event, with their shares. */
  public static final SortedMap<String, Crowd.Network> NETWORKS =
      Collections.unmodifiableSortedMap(
          new TreeMap<>(
              Map.of(
                  "jio", new Crowd.Network(55_836, 0.5),
                  "airtel", new Crowd.Network(24_560, 0.35),
                  "bsnl", new Crowd.Network(9_829, 0.15))));

  /** Share of requests that fails on a good day. */
  private static final double BASE_ERROR = 0.002;

  /**
   * @param weight a proportion
   * @param capacity in viewers, each of whom asks once a second
   * @param firstByte median time to the first byte
   */
  public record Cdn(int weight, int capacity, Duration firstByte) {}

  public Event {
    cdns = Collections.unmodifiableSortedMap(new TreeMap<>(cdns));
  }

  /** The name by which DNS calls a CDN. */
  public static String host(String cdn) {
    return cdn + ".example.net.";
  }

  /** What switches the built-in responder on, to be added to {@link #yaml}. */
  public static String responder(int port) {
    return "dns: {enabled: true, host: 127.0.0.1, port: %d, zone: %s, ns: [ns1.example.net.]}\n"
        .formatted(port, ZONE);
  }

  /** The physics of it; each call makes a world with no load yet. */
  public World world(FaultBoard faults) {
    SortedMap<String, CdnPhysics> physics = new TreeMap<>();
    cdns.forEach(
        (id, cdn) -> physics.put(id, new CdnPhysics(cdn.capacity(), BASE_ERROR, cdn.firstByte())));
    return new World(physics, faults, SEGMENT_MILLIS);
  }

  /**
   * {@code tidegate.yaml} for it, with everything that is not said here at its default.
   *
   * @param bases where the CDNs are reached
   */
  public String yaml(int publicPort, int operatorPort, Token token, SortedMap<String, URI> bases) {
    return yaml(publicPort, operatorPort, token, bases, "{kind: embedded, path: ./data}");
  }

  /**
   * The same with another store.
   *
   * @param store as it stands behind {@code store:}
   */
  public String yaml(
      int publicPort, int operatorPort, Token token, SortedMap<String, URI> bases, String store) {
    StringBuilder yaml = new StringBuilder(2_048);
    yaml.append(
        """
        server:
          public:   {host: 127.0.0.1, port: %d, base-url: "http://127.0.0.1:%d"}
          operator: {host: 127.0.0.1, port: %d}
        store: %s
        security:
          tokens:
            - {name: rehearsal, role: admin, sha256: "%s"}
        regions:
        """
            .formatted(publicPort, publicPort, operatorPort, store, token.sha256()));
    crowd.regions().keySet().forEach(region -> yaml.append("  ").append(region).append(": {}\n"));
    yaml.append("networks:\n");
    crowd
        .networks()
        .forEach((id, network) -> yaml.append("  %s: {asns: [%d]}\n".formatted(id, network.asn())));
    yaml.append(
        """
        services:
          %s:
            ttl: %ds
            incident-ttl: %ds
            beacon-interval: %ds
            trust-client-region: true
            cdns:
        """
            .formatted(
                SERVICE,
                ttl.toSeconds(),
                Math.min(5, ttl.toSeconds()),
                beaconInterval.toSeconds()));
    cdns.forEach(
        (id, cdn) ->
            yaml.append(
                "      %s: {base-url: \"%s\", dns: %s, weight: %d, capacity: %d viewers}\n"
                    .formatted(id, bases.get(id), host(id), cdn.weight(), cdn.capacity())));
    yaml.append(
        """
            probes:
              - {name: manifest, path: %s, interval: %dms, timeout: 800ms, expect: {status: 200, contains: "#EXTM3U"}}
              - {name: segment, path: /live/seg-1.m4s, interval: 2s, timeout: 2s, expect: {status: 200, min-bytes: 1000}}
              - {name: edge, kind: hls-live, path: %s}
        """
            .formatted(PATH, probeInterval.toMillis(), PATH));
    return yaml.toString();
  }
}
