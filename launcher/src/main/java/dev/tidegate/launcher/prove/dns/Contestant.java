package dev.tidegate.launcher.prove.dns;

import dev.tidegate.dns.plan.Intended;
import dev.tidegate.dns.plan.Shares;
import dev.tidegate.dns.powerdns.LuaLayout;
import dev.tidegate.dns.powerdns.PowerDnsBackend;
import dev.tidegate.dns.reconcile.Backend;
import dev.tidegate.dns.rfc2136.BucketLayout;
import dev.tidegate.dns.rfc2136.Rfc2136Backend;
import dev.tidegate.dns.rfc2136.TsigSigner;
import dev.tidegate.model.Group;
import dev.tidegate.model.Weights;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A server, what writes our weights there, and what writes as much without us.
 *
 * @param watched a name of ours whose answer is another after each change
 * @param direct writes at names of its own
 */
record Contestant(
    String name, Daemon daemon, Backend backend, String watched, Direct direct, int most)
    implements AutoCloseable {
  static final String ZONE = "cdn.test.";
  static final String A = "a.cdn-one.example.";
  static final String B = "b.cdn-two.example.";
  private static final int TTL = 20;

  static Contestant bind(Path directory) throws IOException, InterruptedException {
    return rfc2136("bind", Daemon.bind(directory));
  }

  static Contestant knot(Path directory) throws IOException, InterruptedException {
    return rfc2136("knot", Daemon.knot(directory));
  }

  private static Contestant rfc2136(String name, Daemon daemon) {
    Backend backend =
        new Rfc2136Backend(
            address(daemon),
            ZONE,
            Optional.of(new TsigSigner("tidegate.", "hmac-sha256", Daemon.SECRET)),
            new BucketLayout(ZONE, "live", Map.of("in-west", "w"), TTL),
            TTL,
            Clock.systemUTC());
    return new Contestant(
        name, daemon, backend, "b00.w.cdn.test.", new Direct.Nsupdate(daemon), 6_000);
  }

  static Contestant powerDns(Path directory) throws IOException, InterruptedException {
    Daemon daemon = Daemon.powerDns(directory);
    LuaLayout layout =
        new LuaLayout(ZONE, List.of("live"), Map.of("in-west", "w"), List.of(), false, TTL);
    Backend backend = new PowerDnsBackend(daemon.apiBase(), ZONE, Daemon.SECRET, layout, TTL);
    return new Contestant(
        "powerdns", daemon, backend, "live.w.cdn.test.", new Direct.Curl(daemon), 10_000);
  }

  static InetSocketAddress address(Daemon daemon) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), daemon.port());
  }

  /** The weights of the {@code turn}th change: {@code most} basis points go to A and B in turns. */
  Intended wanted(int turn) {
    boolean even = turn % 2 == 0;
    TreeMap<String, Integer> weights = new TreeMap<>();
    weights.put("cdn-a", even ? most : 10_000 - most);
    weights.put("cdn-b", even ? 10_000 - most : most);
    Shares shares = new Shares(new Weights(weights), new TreeMap<>(Map.of("cdn-a", A, "cdn-b", B)));
    return new Intended(
        "1." + turn + "-00000001", new TreeMap<>(Map.of(Group.of("live", "in-west"), shares)));
  }

  /** What is answered after the {@code turn}th change. */
  static String answer(int turn) {
    return turn % 2 == 0 ? A : B;
  }

  @Override
  public void close() {
    daemon.close();
  }
}
