package dev.tidegate.api.steer;

import dev.tidegate.answer.Ranking;
import dev.tidegate.answer.SteeringSnapshot;
import dev.tidegate.api.beacon.BeaconIntake;
import dev.tidegate.api.beacon.IntakeStats;
import dev.tidegate.api.config.ConfigException;
import dev.tidegate.api.config.ConfigLoader;
import dev.tidegate.api.config.TidegateConfig;
import dev.tidegate.api.geo.Geo;
import dev.tidegate.api.geo.Viewer;
import dev.tidegate.api.loop.Steering;
import dev.tidegate.engine.Engine;
import dev.tidegate.engine.Preview;
import dev.tidegate.engine.Situation;
import dev.tidegate.model.Audience;
import dev.tidegate.model.OperatorOverride;
import dev.tidegate.shift.BucketTable;
import dev.tidegate.shift.Buckets;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The parts of an answer, each by itself, and the whole from the octets of a request to those of
 * its answer, without a socket. It stands in the plane's own package, whose parts are nobody
 * else's.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xms256m", "-Xmx256m", "-XX:+UseSerialGC"})
public class AnswerBenchmark {
  private static final int SESSIONS = 1024;

  private static final String YAML =
      """
      server: {public: {host: 127.0.0.1, port: 0, base-url: "https://steer.example.com"}, operator: {host: 127.0.0.1, port: 0}}
      store: {kind: embedded, path: ./data}
      regions: {in-west: {countries: [IN]}, in-south: {}}
      networks: {jio: {asns: [55836]}}
      geo: {prefixes: {10.1.0.0/16: in-west, 10.1.2.0/24: in-south, "2001:db8:1::/48": in-west}CITY}
      services:
        live:
          trust-client-region: true
          cdns:
            cdn-a: {base-url: "https://a.example.com", weight: 50}
            cdn-b: {base-url: "https://b.example.com", weight: 30}
            cdn-c: {base-url: "https://c.example.com", weight: 20}
      """;

  /** A MaxMind file of cities, for {@link #place}; without one prefixes alone are looked up. */
  @Param("")
  public String city = "";

  private final String[] sessions = new String[SESSIONS];
  private final ByteBuf[] manifests = new ByteBuf[SESSIONS];
  private final ByteBuf[] rankings = new ByteBuf[SESSIONS];
  private final byte[][] addresses = new byte[SESSIONS][];
  private final ByteBuf out = Unpooled.buffer(4096);
  private final byte[] peer = {127, 0, 0, 1};
  private final PlainRequest request = new PlainRequest();
  private final Reply reply = new Reply();
  private final Wire wire = new Wire();
  private BucketTable table;
  private Geo geo;
  private Replies replies;
  private int turn;

  /** A loop that stands still. */
  private record Still(TidegateConfig config, SteeringSnapshot snapshot) implements Steering {
    @Override
    public Situation situation() {
      return new Situation(Instant.EPOCH, new TreeMap<>());
    }

    @Override
    public void nudge() {}

    @Override
    public Preview preview(List<OperatorOverride> overrides) {
      throw new UnsupportedOperationException("nobody asks");
    }

    @Override
    public Preview preview(List<OperatorOverride> overrides, List<Audience> audiences) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Preview preview(List<OperatorOverride> overrides, dev.tidegate.model.Setup setup) {
      throw new UnsupportedOperationException();
    }
  }

  /** Builds a plane without a listener. */
  @Setup
  public void build() throws ConfigException {
    String where = city.isEmpty() ? "" : ", city: \"" + city + "\"";
    byte[] yaml = YAML.replace("CITY", where).getBytes(StandardCharsets.UTF_8);
    TidegateConfig config = new ConfigLoader(Map.of()).load(yaml, Path.of("tidegate.yaml"));
    Steering steering =
        new Still(
            config, Engine.start(config.setup(), 7, Optional.empty(), Instant.EPOCH).snapshot());
    geo = new Geo(config);
    PublicStats stats = new PublicStats();
    byte[] key = "a key of sixteen or more".getBytes(StandardCharsets.UTF_8);
    BeaconIntake intake =
        new BeaconIntake(steering::config, steering::snapshot, key, new IntakeStats());
    replies =
        new Replies(
            new Answers(steering, intake, stats, Hints.NONE),
            new Edge(Hints.NONE, () -> geo),
            () -> geo,
            InstantSource.system(),
            new SplittableRandom(1),
            () -> Strain.NONE,
            stats);
    table = steering.snapshot().find("live", "in-west", Optional.empty()).orElseThrow().table();
    fill(new SplittableRandom(20_261_122));
  }

  private void fill(SplittableRandom random) {
    for (int i = 0; i < SESSIONS; i++) {
      sessions[i] = "7f3a9c0d5e1b" + (4000 + i);
      manifests[i] = get("hls", sessions[i] + "&region=in-west&_HLS_pathway=cdn-a");
      rankings[i] = get("rank", sessions[i] + "&region=in-west&path=/live/final.m3u8");
      addresses[i] = new byte[4];
      random.nextBytes(addresses[i]);
      if (i % 2 == 0) {
        addresses[i][0] = 10;
        addresses[i][1] = 1;
      }
    }
  }

  private static ByteBuf get(String form, String query) {
    String text =
        "GET /v1/"
            + form
            + "/live?session="
            + query
            + " HTTP/1.1\r\nHost: localhost\r\nUser-Agent: player\r\nAccept: */*\r\n\r\n";
    return Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
  }

  private int next() {
    turn = (turn + 1) & (SESSIONS - 1);
    return turn;
  }

  /** A session's hash, and with it its bucket. */
  @Benchmark
  public int bucket() {
    return Buckets.of(sessions[next()]);
  }

  /** The order of a bucket that the table holds. */
  @Benchmark
  public List<String> order() {
    return table.orders().get(table.orderIndex(next()));
  }

  /** The bucket whose order a viewer is given to whom the first CDN is not open. */
  @Benchmark
  public int restrictedOrder() {
    return Ranking.bucket(table, next(), cdn -> !cdn.equals("cdn-a"));
  }

  /** From an address to region, network and country. */
  @Benchmark
  public Viewer place() {
    return geo.locate(addresses[next()], Geo.Claim.NONE);
  }

  /** A request's octets recognised. */
  @Benchmark
  public PlainRequest.Kind recognise() {
    request.load(manifests[next()], peer);
    return request.look();
  }

  /** The whole of a manifest: recognised, placed, ordered, counted, written. */
  @Benchmark
  public int manifest() {
    return whole(manifests[next()]);
  }

  /** The whole of a ranking, with its signed token. */
  @Benchmark
  public int ranking() {
    return whole(rankings[next()]);
  }

  private int whole(ByteBuf octets) {
    request.load(octets, peer);
    request.look();
    replies.read(Target.of(request.target()), request, reply);
    wire.write(reply, out.clear());
    return out.readableBytes();
  }
}
