package dev.tidegate.launcher.prove.dns;

import dev.tidegate.dns.responder.BentQuestions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/**
 * Sends seeded datagrams to a responder's socket and holds the length of every answer against that
 * of its question. Now and then a proper question goes along, and nothing more is sent before it is
 * answered: no datagram is lost for want of room, and whoever has died does not go unnoticed.
 */
final class Volley {
  private static final int BETWEEN = 32;

  /** Ids from here on are those of proper questions, each with another than the one before it. */
  private static final int PROPER = 0xff00;

  private static final Duration AGAIN = Duration.ofSeconds(2);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long IDLE = 20_000;

  /** An answer by UDP is at most four times its question, or an error of so much more. */
  private static final int MOST_TIMES = 4;

  private static final int ERROR_MORE = 35;

  /**
   * @param largest the largest answer in octets of its question's
   * @param over answers that were longer than they may be
   */
  record Result(int sent, int answered, double largest, int over) {}

  private final int[] lengths = new int[PROPER];
  private final ByteBuffer in = ByteBuffer.allocate(65_536);
  private final byte[] proper;
  private final BooleanSupplier alive;
  private int asked = PROPER;
  private int answered;
  private double largest;
  private int over;

  /**
   * @param alive whether whoever is asked still runs
   */
  Volley(BooleanSupplier alive) throws IOException {
    this.alive = alive;
    Message question =
        Message.newQuery(
            Record.newRecord(Name.fromString("live.eu.lb.example.net."), Type.A, DClass.IN));
    proper = question.toWire();
  }

  /**
   * @param seed of the first datagram; the next has the next seed
   * @throws IOException if a proper question gets no answer any more
   */
  Result send(int port, long seed, int count) throws IOException {
    byte[] packet = new byte[4096];
    try (DatagramChannel channel = DatagramChannel.open()) {
      channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      channel.configureBlocking(false);
      for (int i = 0; i < count; i++) {
        int length = BentQuestions.write(new Random(seed + i), packet);
        int id = i % PROPER;
        packet[0] = (byte) (id >> 8);
        packet[1] = (byte) id;
        lengths[id] = length;
        channel.write(ByteBuffer.wrap(packet, 0, length));
        if (i % BETWEEN == BETWEEN - 1) {
          settle(channel, seed + i);
        }
      }
      settle(channel, seed + count);
    }
    return new Result(count, answered, largest, over);
  }

  private void settle(DatagramChannel channel, long seed) throws IOException {
    asked = asked == 0xffff ? PROPER : asked + 1;
    proper[0] = (byte) (asked >> 8);
    proper[1] = (byte) asked;
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (alive.getAsBoolean() && System.nanoTime() < deadline) {
      channel.write(ByteBuffer.wrap(proper));
      if (answeredWithin(channel, AGAIN)) {
        return;
      }
    }
    throw new IOException("a proper question got no answer; the last datagram's seed is " + seed);
  }

  private boolean answeredWithin(DatagramChannel channel, Duration wait) throws IOException {
    long until = System.nanoTime() + wait.toNanos();
    while (System.nanoTime() < until) {
      in.clear();
      if (channel.read(in) <= 0) {
        LockSupport.parkNanos(IDLE); // one core may be all there is, and the responder wants it
      } else if (take()) {
        return true;
      }
    }
    return false;
  }

  /** True if that was the answer to the proper question. */
  private boolean take() {
    int length = in.flip().remaining();
    int id = length < 2 ? 0 : in.getShort(0) & 0xffff;
    if (id >= PROPER) {
      return id == asked; // else one that was asked twice
    }
    answered++;
    int question = Math.max(1, lengths[id]);
    largest = Math.max(largest, (double) length / question);
    over += length > Math.max(MOST_TIMES * question, question + ERROR_MORE) ? 1 : 0;
    return false;
  }
}
