package dev.tidegate.dns.rfc2136;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;

/** Passes DNS over TCP on to a server, and loses the first answer to an update. */
final class LossyProxy implements AutoCloseable {
  private static final int UPDATE = 5;

  private final ServerSocket listener;
  private final InetSocketAddress server;
  private final AtomicInteger lost = new AtomicInteger();

  LossyProxy(InetSocketAddress server) throws IOException {
    this.server = server;
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
        write(upOut, query);
        byte[] answer = read(upIn);
        boolean update = (query[2] >> 3 & 0xf) == UPDATE;
        if (update && lost.compareAndSet(0, 1)) {
          return;
        }
        write(out, answer);
        boolean transfer = !update;
        while (transfer && upIn.available() > 0) {
          write(out, read(upIn));
        }
      }
    } catch (IOException endOfConnection) {
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
    listener.close();
  }
}
