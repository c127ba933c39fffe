package dev.tidegate.launcher.prove.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Many connections at once, each kept as long as the server keeps it, from loopback addresses of
 * its own so that ports do not run out. What they do is {@link Manner}.
 */
public final class Crowd {
  private static final String GET =
      "GET /v1/hls/live?session=crowd&region=in-west HTTP/1.1\r\nHost: steer.example.com\r\n";
  private static final int ABREAST = 100;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** What a member of the crowd does. */
  public enum Manner {
    /** Asks once, waits for the answer, and stays; asks again when told. */
    KEPT,
    /** Begins a request and never ends it; comes again when it is cut off. */
    UNFINISHED,
    /** The same, an octet a second. */
    DRIP,
    /** Sends headers as long as it can, more than are read; comes again. */
    HEADERS,
    /** Asks a hundred times in one write and does not read. */
    PIPELINE
  }

  private final InetSocketAddress server;
  private final Manner manner;
  private final String from;
  private final Selector selector = Selector.open();
  private final ByteBuffer in = ByteBuffer.allocateDirect(64 * 1024);
  private final List<Member> members = new ArrayList<>();
  private final ArrayDeque<Member> gone = new ArrayDeque<>();
  private long answered;
  private long cut;
  private long sent;

  private static final class Member {
    SocketChannel channel;
    AnswerReader reader = new AnswerReader();

    Member(SocketChannel channel) {
      this.channel = channel;
    }
  }

  private Crowd(InetSocketAddress server, Manner manner, String from) throws IOException {
    this.server = server;
    this.manner = manner;
    this.from = from;
  }

  /**
   * Arguments: port, manner, connections, the loopback address they come from, seconds. It says
   * {@code there} when all are connected, and with {@link Manner#KEPT} waits for a line before they
   * ask again and for another before they go.
   */
  public static void main(String[] args) throws IOException {
    InetSocketAddress server =
        new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), Integer.parseInt(args[0]));
    Manner manner = Manner.valueOf(args[1].toUpperCase(Locale.ROOT));
    Crowd crowd = new Crowd(server, manner, args[3]);
    crowd.come(Integer.parseInt(args[2]));
    System.out.println("there");
    if (manner == Manner.KEPT) {
      crowd.stay();
    } else {
      crowd.abuse(Duration.ofSeconds(Long.parseLong(args[4])));
    }
    System.out.println(crowd.told().line());
  }

  private void come(int connections) throws IOException {
    for (int i = 0; i < connections; i++) {
      Member member = new Member(connect());
      members.add(member);
      act(member);
      if (i % ABREAST == ABREAST - 1) {
        awaitAnswers(i + 1L - ABREAST);
      }
    }
    awaitAnswers(manner == Manner.KEPT ? connections : 0);
  }

  private SocketChannel connect() throws IOException {
    SocketChannel channel = SocketChannel.open();
    channel.bind(new InetSocketAddress(InetAddress.ofLiteral(from), 0));
    channel.connect(server);
    channel.configureBlocking(false);
    return channel;
  }

  /** Does once what its manner says. */
  private void act(Member member) throws IOException {
    if (manner != Manner.PIPELINE) {
      member.channel.register(selector, SelectionKey.OP_READ, member);
    }
    String text =
        switch (manner) {
          case KEPT -> GET + "\r\n";
          case UNFINISHED, DRIP -> GET + "X-Slow: ";
          case HEADERS -> GET + "X-Long: " + "y".repeat(16 * 1024) + "\r\n\r\n";
          case PIPELINE -> (GET + "\r\n").repeat(100);
        };
    say(member, text);
  }

  private void say(Member member, String text) throws IOException {
    sent += member.channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
  }

  private void awaitAnswers(long wanted) throws IOException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    do {
      selector.select(this::read, answered < wanted ? 10 : 1);
    } while (manner == Manner.KEPT && answered < wanted && System.nanoTime() < deadline);
  }

  private void stay() throws IOException {
    System.in.read();
    for (Member member : members) {
      if (member.channel.isOpen()) {
        say(member, GET + "\r\n");
      }
    }
    awaitAnswers(2L * members.size());
    System.out.println("again");
    System.in.read();
  }

  private void abuse(Duration length) throws IOException {
    long end = System.nanoTime() + length.toNanos();
    if (manner == Manner.UNFINISHED) {
      comeAgain(end);
      return;
    }
    int turn = 0;
    while (System.nanoTime() < end) {
      Member member = members.get(turn++ % members.size());
      try {
        again(member);
      } catch (IOException _) {
        renew(member);
      }
      if (turn % members.size() == 0 || (manner == Manner.DRIP && turn % 500 == 0)) {
        selector.select(this::read, pause());
      }
    }
  }

  /** Who is cut off comes again at once, so that as many as there were always hold on. */
  private void comeAgain(long end) throws IOException {
    while (System.nanoTime() < end) {
      selector.select(this::read, 100);
      for (Member member = gone.poll(); member != null; member = gone.poll()) {
        renew(member);
      }
    }
  }

  /** Milliseconds between rounds: a drip has one a second, others press as they can. */
  private int pause() {
    return switch (manner) {
      case KEPT, UNFINISHED -> 0;
      case DRIP -> Math.max(1, 500_000 / Math.max(500, members.size()));
      case HEADERS, PIPELINE -> 100;
    };
  }

  private void again(Member member) throws IOException {
    switch (manner) {
      case KEPT, UNFINISHED -> {}
      case DRIP -> say(member, "z");
      case HEADERS, PIPELINE -> act(member);
    }
  }

  private void renew(Member member) throws IOException {
    member.channel.close();
    member.channel = connect();
    member.reader = new AnswerReader();
    act(member);
  }

  private void read(SelectionKey key) {
    Member member = (Member) key.attachment();
    try {
      in.clear();
      if (member.channel.read(in) >= 0) {
        answered += member.reader.take(in.flip());
        return;
      }
    } catch (IOException _) {
      // cut by the server, which is counted below
    }
    cut++;
    if (manner == Manner.UNFINISHED) {
      gone.add(member);
    }
    key.cancel();
    try {
      member.channel.close();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private Told told() {
    long open = members.stream().filter(m -> m.channel.isOpen()).count();
    long failed = members.stream().mapToLong(m -> m.reader.failed()).sum();
    return new Told(
        Map.of(
            "answered", (double) answered,
            "open", (double) open,
            "cut", (double) cut,
            "octets", (double) sent,
            "failed", (double) failed));
  }
}
