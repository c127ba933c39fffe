package dev.tidegate.launcher.prove.load;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * Asks at a given rate, whatever becomes of the answers: each is due at a time of its own, and how
 * long it took is counted from then, also where it had to wait for a connection. So a server that
 * stands still for a second is seen to have been late for all who would have asked in it
 * (coordinated omission does not hide them).
 */
public final class SteadyLoad {
  /**
   * Nanoseconds of a rest when nothing is due. Only who rests gives its core to another load, and
   * takes it back at once; who never does is interrupted for whole slices of the scheduler.
   */
  private static final long IDLE = 20_000;

  private static final long LOOK_MILLIS = 10;
  private static final Histogram LATENCY = new Histogram(Duration.ofMinutes(1).toNanos(), 3);

  private final int perSecond;
  private final Selector selector = Selector.open();
  private final List<Line> lines = new ArrayList<>();
  private final ByteBuffer in = ByteBuffer.allocateDirect(64 * 1024);
  private final Histogram latency = LATENCY.copy();
  private long counted;
  private long answered;
  private long broken;

  /** A connection, and when those were due whose answers it waits for. */
  private static final class Line {
    final SocketChannel channel;
    final String path;
    final AnswerReader reader = new AnswerReader();
    final java.util.ArrayDeque<Long> due = new java.util.ArrayDeque<>();
    boolean asked;

    Line(SocketChannel channel, String path) {
      this.channel = channel;
      this.path = path;
    }
  }

  private SteadyLoad(int perSecond) throws IOException {
    this.perSecond = perSecond;
  }

  private void connect(int port, String path) throws IOException {
    SocketChannel channel =
        SocketChannel.open(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.configureBlocking(false);
    Line line = new Line(channel, path);
    channel.register(selector, SelectionKey.OP_READ, line);
    lines.add(line);
  }

  /**
   * Arguments: ports, paths, requests a second, connections, seconds, of which to warm up, and
   * seconds after the end in which the last answers may come: later ones have failed. Of several
   * ports each has connections in turn, of several paths each port.
   */
  public static void main(String[] args) throws IOException {
    List<String> ports = List.of(args[0].split(",", -1));
    List<String> paths = List.of(args[1].split(",", -1));
    SteadyLoad load = new SteadyLoad(Integer.parseInt(args[2]));
    for (int i = 0; i < Integer.parseInt(args[3]); i++) {
      String path = paths.get(i / ports.size() % paths.size());
      load.connect(Integer.parseInt(ports.get(i % ports.size())), path);
    }
    wakePunctually();
    load.run(seconds(args[4]), seconds(args[5]), seconds(args[6]));
    System.out.println(load.told().line());
  }

  /** Linux lets a rest last 50 us longer than was asked for, if nobody says that it matters. */
  private static void wakePunctually() {
    try {
      Path thread = Files.readSymbolicLink(Path.of("/proc/thread-self")).getFileName();
      Files.writeString(Path.of("/proc", thread.toString(), "timerslack_ns"), "1");
    } catch (IOException _) {
      // then it looks less often, before whom it measures as well as beside others
    }
  }

  private static Duration seconds(String text) {
    return Duration.ofSeconds(Long.parseLong(text));
  }

  private void run(Duration length, Duration warmUp, Duration drain) throws IOException {
    long began = System.nanoTime();
    long end = began + length.toNanos();
    counted = began + warmUp.toNanos();
    long sent = 0;
    while (System.nanoTime() < end) {
      long due = began + (long) ((double) sent * 1e9 / perSecond);
      if (due <= System.nanoTime()) {
        ask(lines.get((int) (sent % lines.size())), due, sent);
        sent++;
      } else if (selector.selectNow(this::read) == 0 && due - System.nanoTime() > 2 * IDLE) {
        LockSupport.parkNanos(IDLE);
      }
    }
    long last = end + drain.toNanos();
    while (lines.stream().anyMatch(l -> !l.due.isEmpty()) && System.nanoTime() < last) {
      selector.select(this::read, LOOK_MILLIS);
    }
  }

  private void ask(Line line, long due, long number) throws IOException {
    if (!line.channel.isOpen()) {
      broken++;
      return;
    }
    line.due.add(due);
    if (!line.asked) {
      send(line, number);
    }
    if (number % 16 == 0) {
      selector.selectNow(this::read);
    }
  }

  private void send(Line line, long number) throws IOException {
    String session = "7f3a9c0d5e1b" + (4000 + number % 1000);
    String request =
        "GET "
            + line.path
            + "?session="
            + session
            + "&region=in-west&_HLS_pathway=cdn-a&_HLS_throughput=5140000 HTTP/1.1\r\n"
            + "Host: steer.example.com\r\nUser-Agent: player\r\nAccept: */*\r\nAccept-Encoding: gzip\r\n\r\n";
    line.asked = true;
    line.channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
  }

  private void read(SelectionKey key) {
    Line line = (Line) key.attachment();
    try {
      in.clear();
      if (line.channel.read(in) < 0) {
        throw new EOFException("the server closed");
      }
      long now = System.nanoTime();
      for (int n = line.reader.take(in.flip()); n > 0 && !line.due.isEmpty(); n--) {
        long due = line.due.remove();
        answered++;
        if (due >= counted) {
          latency.recordValue(Math.clamp(now - due, 0, LATENCY.getHighestTrackableValue()));
        }
        line.asked = false;
      }
      if (!line.due.isEmpty() && !line.asked) {
        send(line, answered);
      }
    } catch (IOException e) {
      broken += line.due.size();
      line.due.clear();
      key.cancel();
      shut(line.channel);
    }
  }

  private static void shut(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private Told told() {
    long unanswered = lines.stream().mapToLong(l -> l.due.size()).sum();
    long refused = lines.stream().mapToLong(l -> l.reader.failed()).sum();
    return new Told(
        Map.of(
            "answered",
            (double) answered,
            "failed",
            (double) (broken + unanswered + refused),
            "p50",
            millis(50),
            "p99",
            millis(99),
            "p999",
            millis(99.9),
            "most",
            millis(100)));
  }

  /** Not a number if nobody was answered: no answer is not a fast one. */
  private double millis(double percentile) {
    return latency.getTotalCount() == 0
        ? Double.NaN
        : latency.getValueAtPercentile(percentile) / 1e6;
  }
}
