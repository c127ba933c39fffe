package dev.tidegate.api.config;

import dev.tidegate.model.Setup;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;

/**
 * One validated configuration, whole. What the engine needs of it is {@link #setup}; the rest tells
 * the other rooms how to listen, probe, store and answer.
 *
 * @param node this node's name among others: of each its own, so mostly set by {@code
 *     TIDEGATE_NODE}
 */
public record TidegateConfig(
    Server server,
    Dns dns,
    Store store,
    Recording recording,
    Security security,
    Duration tick,
    Vantage vantage,
    Optional<String> node,
    Duration shutdownGrace,
    SortedMap<String, Region> regions,
    SortedMap<String, Network> networks,
    Geo geo,
    SortedMap<String, ServiceDetail> services,
    List<DnsTarget> dnsTargets,
    Setup setup) {

  /** The public and the operator listener. */
  public record Server(PublicPlane publicPlane, OperatorPlane operatorPlane) {}

  /**
   * @param baseUrl absolute URL under which players reach this plane, without a trailing slash
   * @param edgeBaseUrl the same for the edge form
   */
  public record PublicPlane(
      String host, int port, URI baseUrl, URI edgeBaseUrl, Optional<Tls> tls) {}

  /**
   * @param insecure whether another address than loopback is allowed without TLS
   */
  public record OperatorPlane(String host, int port, Optional<Tls> tls, boolean insecure) {}

  /** PEM files, re-read on change. */
  public record Tls(Path cert, Path key) {}

  /**
   * The built-in DNS responder.
   *
   * @param rateLimit answers a second to one client prefix by UDP; 0: no limit
   */
  public record Dns(
      boolean enabled,
      String host,
      int port,
      Optional<String> zone,
      List<String> ns,
      Duration ttl,
      int rateLimit) {}

  /** Where state is kept. */
  public sealed interface Store {
    /** A directory with a SQLite file. */
    record Embedded(Path path) implements Store {}

    /**
     * Many nodes on one Redis or Valkey.
     *
     * @param uri {@code redis://}, {@code rediss://}, {@code redis-sentinel://}; a cluster is
     *     {@code redis-cluster://} with one or more seeds
     * @param prefix of every key, so that several installations can share a Redis
     * @param path this node's own directory: its journal, and a copy of what it needs to start
     *     while Redis is gone
     */
    record Redis(String uri, String prefix, Path path) implements Store {
      /** Without the URI, which may hold a password. */
      @Override
      public String toString() {
        return "Redis[prefix=" + prefix + ", path=" + path + "]";
      }
    }
  }

  /**
   * What the engine is told and decides is kept, to be replayed.
   *
   * @param limit bytes that all segments take; the oldest go first
   * @param segment how long one is
   */
  public record Recording(boolean enabled, Path path, long limit, Duration segment) {}

  /**
   * @param sessionKey HMAC key of session tokens; empty: generated and kept in the store
   * @param openMetrics whether {@code /metrics} wants no token
   * @param oidc issuer and role claim, where operators sign in by OIDC
   */
  public record Security(
      List<Token> tokens, Optional<String> sessionKey, boolean openMetrics, Optional<Oidc> oidc) {
    /** Without the key, which must not reach a log. */
    @Override
    public String toString() {
      return "Security[tokens=" + tokens + ", openMetrics=" + openMetrics + ", oidc=" + oidc + "]";
    }
  }

  /**
   * Who may call the operator plane. {@code sha256} is lower-case hex of the token's UTF-8 bytes.
   */
  public record Token(String name, Role role, String sha256) {}

  /** Viewer &lt; operator &lt; admin; an agent has only its vantage. */
  public enum Role {
    VIEWER,
    OPERATOR,
    ADMIN,
    AGENT
  }

  /** OpenID Connect: where keys are found, and which claim holds the role. */
  public record Oidc(URI issuer, String roleClaim) {}

  /** Where the built-in probes run from. */
  public record Vantage(String id, Optional<String> region) {}

  /** Which players are in a region. */
  public record Region(
      String id, Optional<String> parent, List<String> countries, List<String> subdivisions) {}

  /** A named network group. */
  public record Network(String id, List<Long> asns) {}

  /**
   * From client address to region and network.
   *
   * @param prefixes CIDR to region id, longest match wins
   * @param trustedProxies CIDRs whose {@code clientIpHeader} is believed
   */
  public record Geo(
      Optional<Path> city,
      Optional<Path> asn,
      Map<String, String> prefixes,
      List<String> trustedProxies,
      String clientIpHeader) {}

  /** What the rooms around the engine need of a service. */
  public record ServiceDetail(
      String id,
      boolean trustClientRegion,
      boolean requireSignedBeacons,
      BucketKey bucketKey,
      Pick pick,
      SortedMap<String, CdnDetail> cdns,
      List<Probe> probes,
      List<String> degradation) {}

  /** By what a request is put into a bucket. */
  public enum BucketKey {
    SESSION,
    CONTENT
  }

  /** Whether {@code /v1/rank} names CDN URLs or bucket host names. */
  public enum Pick {
    URL,
    BUCKET_HOST
  }

  /**
   * How a CDN is reached.
   *
   * @param baseUrl may carry a path prefix; without a trailing slash
   * @param hosts host names that identify it in player reports; none if it shares its own
   * @param dns target name for DNS answers
   */
  public record CdnDetail(
      String id,
      URI baseUrl,
      List<String> hosts,
      Optional<String> dns,
      List<String> addresses,
      Sign sign) {
    CdnDetail named(List<String> names) {
      return new CdnDetail(id, baseUrl, names, dns, addresses, sign);
    }
  }

  /** How URLs of a CDN are signed: {@code kind: none} and its settings. */
  public record Sign(String kind, Map<String, String> settings) {}

  /** A configured probe; see the probes' own plan for what absent values become. */
  public record Probe(
      String name,
      String kind,
      String path,
      Optional<Duration> interval,
      Duration timeout,
      OptionalLong expectStatus,
      Optional<String> expectContains,
      OptionalLong expectMinBytes,
      Map<String, String> headers) {}

  /**
   * A DNS backend to be kept in step; its settings are its own.
   *
   * @param regions the label of each region's names: all regions have one
   * @param verify {@code host:port} of the servers that must answer what was written
   */
  public record DnsTarget(
      String kind,
      String owner,
      String zone,
      List<String> services,
      Map<String, String> regions,
      Duration ttl,
      double maxChange,
      List<String> verify,
      Map<String, String> settings) {
    /** Without the settings, among which are secrets. */
    @Override
    public String toString() {
      return "DnsTarget[kind=" + kind + ", owner=" + owner + ", zone=" + zone + "]";
    }
  }
}
