package dev.tidegate.launcher.prove.nodes;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * The stretch of network between one node and one port: it passes on what comes, until it is made
 * to be slow, to drop connections, or to pass on nothing.
 *
 * <p>What is on its way when a wire goes dark arrives when it is healed, as TCP would have it.
 * Bounded: so many connections, and so many chunks on their way in each direction.
 */
final class Wire implements AutoCloseable {
  /** More than a node opens to one server; further ones are closed at once. */
  private static final int CONNECTIONS = 256;

  private static final int CHUNK = 16 * 1024;
  private static final int CHUNKS = 64;
  private static final int CONNECT_MILLIS = 1_000;

  /** How it is. */
  sealed interface State {
    /** Passes on what comes. */
    record Whole() implements State {}

    /** Passes each chunk on so much later. */
    record Slow(Duration by) implements State {}

    /** Every connection is closed, and each new one at once. */
    record Cut() implements State {}

    /** Connections stand, new ones too, and nothing passes. */
    record Dark() implements State {}
  }

  /** A chunk, and when it may arrive; no bytes are the end of the stream. */
  @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
  private record Chunk(byte[] bytes, long dueNanos) {}

  private final ServerSocket door;
  private final int target;
  private final UnaryOperator<byte[]> answers;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final Object change = new Object();
  private volatile State state = new State.Whole();
  private volatile boolean closed;

  private Wire(ServerSocket door, int target, UnaryOperator<byte[]> answers) {
    this.door = door;
    this.target = target;
    this.answers = answers;
  }

  /** A whole one to a port on loopback. */
  static Wire to(int target) throws IOException {
    return to(target, UnaryOperator.identity());
  }

  /**
   * The same.
   *
   * @param answers what becomes of each chunk that comes back
   */
  static Wire to(int target, UnaryOperator<byte[]> answers) throws IOException {
    ServerSocket door = new ServerSocket();
    door.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
    Wire wire = new Wire(door, target, answers);
    Thread.ofVirtual().name("wire-" + target).start(wire::accept);
    return wire;
  }

  /** Where it begins. */
  int port() {
    return door.getLocalPort();
  }

  /** Makes it so from now on, for connections that stand too. */
  void become(State next) {
    synchronized (change) {
      state = next;
      change.notifyAll();
    }
    if (next instanceof State.Cut) {
      open.forEach(Wire::shut);
    }
  }

  private void accept() {
    while (!closed) {
      try {
        Socket near = door.accept();
        if (state instanceof State.Cut || open.size() >= 2 * CONNECTIONS) {
          shut(near);
        } else {
          open.add(near);
          Thread.ofVirtual().start(() -> join(near));
        }
      } catch (IOException _) {
        // the door is closed, or a caller was gone before it was let in
      }
    }
  }

  private void join(Socket near) {
    try (near;
        Socket far = new Socket()) {
      awaitLight();
      far.connect(
          new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), target), CONNECT_MILLIS);
      near.setTcpNoDelay(true);
      far.setTcpNoDelay(true);
      open.add(far);
      if (state instanceof State.Cut || closed) {
        return; // it became so meanwhile, and may not have seen this connection
      }
      try {
        Thread up = Thread.ofVirtual().start(() -> pass(near, far, UnaryOperator.identity()));
        pass(far, near, answers);
        up.join();
      } finally {
        open.remove(far);
      }
    } catch (IOException _) {
      // nobody there, or no longer
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(near);
    }
  }

  /** One direction, until either end is closed; then both are. */
  private void pass(Socket from, Socket to, UnaryOperator<byte[]> made) {
    BlockingQueue<Chunk> way = new ArrayBlockingQueue<>(CHUNKS);
    Thread arriving = Thread.ofVirtual().start(() -> arrive(way, from, to));
    try {
      InputStream in = from.getInputStream();
      byte[] room = new byte[CHUNK];
      for (int read = in.read(room); read >= 0; read = in.read(room)) {
        send(way, made.apply(Arrays.copyOf(room, read)), arriving);
      }
      send(way, new byte[0], arriving);
      arriving.join();
    } catch (IOException _) {
      arriving.interrupt();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      shut(from);
      shut(to);
    }
  }

  private void send(BlockingQueue<Chunk> way, byte[] bytes, Thread arriving)
      throws IOException, InterruptedException {
    Chunk chunk = new Chunk(bytes, System.nanoTime() + delay());
    while (!way.offer(chunk, 1, TimeUnit.SECONDS)) {
      if (!arriving.isAlive()) {
        throw new IOException("nobody takes it any more");
      }
    }
  }

  private void arrive(BlockingQueue<Chunk> way, Socket from, Socket to) {
    try {
      OutputStream out = to.getOutputStream();
      for (Chunk next = way.take(); next.bytes().length > 0; next = way.take()) {
        long wait = next.dueNanos() - System.nanoTime();
        if (wait > 0) {
          Thread.sleep(Duration.ofNanos(wait));
        }
        awaitLight();
        out.write(next.bytes());
      }
    } catch (IOException _) {
      // gone
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      shut(from);
      shut(to);
    }
  }

  private long delay() {
    return state instanceof State.Slow(Duration by) ? by.toNanos() : 0;
  }

  private void awaitLight() throws InterruptedException {
    synchronized (change) {
      while (state instanceof State.Dark && !closed) {
        change.wait();
      }
    }
  }

  private static void shut(Socket socket) {
    try {
      socket.close();
    } catch (IOException _) {
      // it is of no further use either way
    }
  }

  @Override
  public void close() throws IOException {
    closed = true;
    become(new State.Cut());
    door.close();
  }
}
