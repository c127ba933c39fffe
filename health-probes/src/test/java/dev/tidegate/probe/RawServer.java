package dev.tidegate.probe;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ServerSocketFactory;

/**
 * A server of sockets, for what no decent HTTP server does. It listens on every loopback address.
 */
final class RawServer implements AutoCloseable {
  /** What happens on one connection. */
  interface Talk {
    void on(Socket socket) throws IOException, InterruptedException;
  }

  private final ServerSocket server;
  private final String scheme;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  final AtomicInteger accepted = new AtomicInteger();

  RawServer(Talk talk) {
    this("http", ServerSocketFactory.getDefault(), talk);
  }

  RawServer(String scheme, ServerSocketFactory factory, Talk talk) {
    this.scheme = scheme;
    try {
      server = factory.createServerSocket(0, 1000, InetAddress.getByName("0.0.0.0"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().name("raw-server").start(() -> accept(talk));
  }

  private void accept(Talk talk) {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        accepted.incrementAndGet();
        open.add(socket);
        Thread.ofVirtual().start(() -> serve(talk, socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Talk talk, Socket socket) {
    try (socket) {
      talk.on(socket);
    } catch (IOException e) {
      // The probe has left.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(socket);
    }
  }

  int open() {
    return open.size();
  }

  int port() {
    return server.getLocalPort();
  }

  URI url() {
    return url("127.0.0.1");
  }

  URI url(String host) {
    return URI.create(scheme + "://" + host + ":" + port());
  }

  /** Reads and says nothing until the other side leaves. */
  static void mute(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    int read = in.read();
    while (read >= 0) {
      read = in.read();
    }
  }

  /** Reads a request's head; false at the end of the connection. */
  static boolean head(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    int ends = 0;
    while (ends < 4) {
      int next = in.read();
      if (next < 0) {
        return false;
      }
      ends = next == '\r' || next == '\n' ? ends + 1 : 0;
    }
    return true;
  }

  static void say(Socket socket, String text) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  /** Answers every request with the same body, on kept connections. */
  static Talk answering(String body) {
    byte[] answer =
        ("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
            .getBytes(StandardCharsets.UTF_8);
    return socket -> {
      while (buffered(socket)) {
        socket.getOutputStream().write(answer);
      }
    };
  }

  /** Like {@link #head}, for clients that send one request at a time and in one piece. */
  private static boolean buffered(Socket socket) throws IOException {
    byte[] request = new byte[2048];
    int read = 0;
    while (read < 4 || request[read - 1] != '\n' || request[read - 3] != '\n') {
      int more = socket.getInputStream().read(request, read, request.length - read);
      if (more < 0) {
        return false;
      }
      read += more;
    }
    return true;
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : open) {
      socket.close();
    }
  }
}
