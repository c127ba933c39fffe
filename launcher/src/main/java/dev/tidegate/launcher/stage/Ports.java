package dev.tidegate.launcher.stage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Ports on 127.0.0.1. */
public final class Ports {
  private static final String HOST = "127.0.0.1";
  private static final int TRIES = 20;

  private Ports() {}

  /** {@code wanted} if nothing listens there, else a free one. */
  public static int preferring(int wanted) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(loopback(), wanted));
      return wanted;
    } catch (IOException _) {
      return free();
    }
  }

  /** The same for a name server, which wants the port by UDP too. */
  public static int forNames(int wanted) {
    int port = preferring(wanted);
    return datagramsTo(port) ? port : free();
  }

  private static boolean datagramsTo(int port) {
    try (DatagramSocket _ = new DatagramSocket(port, loopback())) {
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  /** A port free now, by UDP too; another program may take it before it is used. */
  public static int free() {
    int port = freeByTcp();
    for (int i = 0; i < TRIES && !datagramsTo(port); i++) {
      port = freeByTcp();
    }
    return port;
  }

  private static int freeByTcp() {
    try (ServerSocket socket = new ServerSocket(0, 1, loopback())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException("no free port on " + HOST, e);
    }
  }

  private static InetAddress loopback() {
    return InetAddress.ofLiteral(HOST);
  }
}
