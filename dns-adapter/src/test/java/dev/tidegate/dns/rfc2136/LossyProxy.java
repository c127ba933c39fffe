package dev.tidegate.dns.rfc2136;

import dev.tidegate.dns.reconcile.Loss;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** Passes DNS over TCP on to a server, and does with the first update as is said. */
final class LossyProxy implements AutoCloseable {
  private static final int UPDATE = 5;

  private final ServerSocket listener;
  private final InetSocketAddress server;
  private final Loss loss;
  private final AtomicInteger lost = new AtomicInteger();
  private final CountDownLatch closed = new CountDownLatch(1);

  LossyProxy(InetSocketAddress server, Loss loss) throws IOException {
    this.server = server;
    this.loss = loss;
    listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), listener.getLocalPort());
  }

  int lost() {
    return lost.get();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        Thread.ofVirtual().start(() -> pass(client));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void pass(Socket client) {
    try (client;
        Socket up = new Socket(server.getAddress(), server.getPort())) {
      DataInputStream in = new DataInputStream(client.getInputStream());
      DataOutputStream out = new DataOutputStream(client.getOutputStream());
      DataInputStream upIn = new DataInputStream(up.getInputStream());
      DataOutputStream upOut = new DataOutputStream(up.getOutputStream());
      while (true) {
        byte[] query = read(in);
        boolean update = (query[2] >> 3 & 0xf) == UPDATE;
        boolean loses = update && lost.get() == 0;
        if (loses && loss == Loss.REQUEST) {
          lost.set(1);
          return;
        }
        write(upOut, query);
        byte[] answer = read(upIn);
        if (loses) {
          lost.set(1);
          if (loss == Loss.HELD) {
            closed.await();
          }
          return;
        }
        write(out, answer);
        boolean transfer = !update;
        while (transfer && upIn.available() > 0) {
          write(out, read(upIn));
        }
      }
    } catch (IOException | InterruptedException endOfConnection) {
      // either side went away
    }
  }

  private static byte[] read(DataInputStream in) throws IOException {
    byte[] message = new byte[in.readUnsignedShort()];
    in.readFully(message);
    return message;
  }

  private static void write(DataOutputStream out, byte[] message) throws IOException {
    out.writeShort(message.length);
    out.write(message);
    out.flush();
  }

  @Override
  public void close() throws IOException {
    closed.countDown();
    listener.close();
  }
}
