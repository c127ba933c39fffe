package dev.tidegate.api.steer;

import dev.tidegate.api.beacon.BeaconIntake;
import dev.tidegate.api.beacon.IntakeStats;
import dev.tidegate.api.config.TidegateConfig;
import dev.tidegate.api.geo.Geo;
import dev.tidegate.api.loop.Steering;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Makes answers that nobody asked for, before anybody does, so that the first viewer does not wait
 * for classes to be loaded and code to be compiled. Counters and viewers are its own and are thrown
 * away with it: nothing of it can be seen from outside.
 */
final class WarmUp {
  /** Made-up, as nobody is to be counted by it; long enough for a key. */
  private static final byte[] KEY = PreparedGroup.bytes("only for warming up");

  private static final int MOST_SERVICES = 4;
  private static final int SESSIONS = 64;
  private static final int PASSERS_BY = 16;

  private final Replies replies;
  private final Routes routes;
  private final List<ByteBuf> requests = new ArrayList<>();
  private final PlainRequest request = new PlainRequest();
  private final Reply reply = new Reply();
  private final Wire wire = new Wire();
  private final PublicStats stats = new PublicStats();
  private int visits;

  WarmUp(
      TidegateConfig config,
      Steering steering,
      Hints hints,
      Supplier<Geo> geo,
      InstantSource clock) {
    BeaconIntake nobody =
        new BeaconIntake(steering::config, steering::snapshot, KEY, new IntakeStats());
    replies =
        new Replies(
            new Answers(steering, nobody, stats, hints),
            new Edge(hints, geo),
            geo,
            clock,
            new SplittableRandom(1),
            () -> Strain.NONE,
            stats);
    routes = new Routes(replies, nobody, geo, clock, () -> true, () -> Strain.NONE, stats);
    config.services().keySet().stream().limit(MOST_SERVICES).forEach(this::ask);
  }

  private void ask(String service) {
    for (int i = 0; i < SESSIONS; i++) {
      String session = "?session=warm%2D" + i + "&region=default";
      add("hls/" + service + session + "&_HLS_pathway=%22a%22&_HLS_throughput=5140000");
      add("dash/" + service + session + "&_DASH_pathway=a&_DASH_throughput=5140000");
      add("rank/" + service + session + "&path=/live/final.m3u8&failed=a");
      add("edge/" + service + "/default/" + i + "/hls");
    }
    add("edge/" + service + "/default/table");
  }

  private void add(String target) {
    String text =
        "GET /v1/"
            + target
            + " HTTP/1.1\r\nHost: localhost\r\nUser-Agent: warm-up\r\nAccept: */*\r\n\r\n";
    requests.add(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
  }

  /** For a listener that only this knows of. */
  Replies replies() {
    return replies;
  }

  /** For a listener that only this knows of. */
  Routes routes() {
    return routes;
  }

  /** Visits such a listener as players do, over a socket, for that long at most. */
  void visit(int port, Duration most, LongSupplier nanos) throws IOException {
    long began = nanos.getAsLong();
    byte[] answer = new byte[16 * 1024];
    try (Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port)) {
      socket.setSoTimeout(1000);
      socket.setTcpNoDelay(true);
      OutputStream out = socket.getOutputStream();
      out.write(PreparedGroup.bytes("HEAD /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"));
      while (socket.getInputStream().read(answer) > 0
          && nanos.getAsLong() - began < most.toNanos()
          && visits < requests.size()) {
        ByteBuf next = requests.get(visits++);
        out.write(next.array(), next.arrayOffset(), next.readableBytes());
      }
    }
    for (int i = 0; i < Math.min(PASSERS_BY, requests.size()); i++) {
      passBy(port, requests.get(i));
    }
  }

  /** Who keeps no connection is answered by another way than who does. */
  private static void passBy(int port, ByteBuf kept) throws IOException {
    String once =
        kept.toString(StandardCharsets.US_ASCII)
            .replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n");
    try (Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port)) {
      socket.setSoTimeout(1000);
      socket.getOutputStream().write(PreparedGroup.bytes(once));
      socket.getInputStream().readAllBytes();
    }
  }

  /** How many answers it has made. */
  long answered() {
    return stats.get(PublicStats.Answer.HLS)
        + stats.get(PublicStats.Answer.DASH)
        + stats.get(PublicStats.Answer.RANK)
        + stats.get(PublicStats.Answer.EDGE);
  }

  /** Answers for that long at most; returns how many rounds of all its requests it made. */
  int run(Duration most, LongSupplier nanos) {
    long began = nanos.getAsLong();
    ByteBuf out = Unpooled.buffer(32 * 1024);
    int rounds = 0;
    while (!requests.isEmpty() && nanos.getAsLong() - began < most.toNanos()) {
      for (ByteBuf octets : requests) {
        request.load(octets, new byte[] {127, 0, 0, 1});
        if (request.look() == PlainRequest.Kind.READ) {
          replies.read(Target.of(request.target()), request, reply);
          wire.write(reply, out.clear());
        }
      }
      rounds++;
    }
    return rounds;
  }
}
