package dev.tidegate.launcher.stage;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

/** Ports on 127.0.0.1. */
public final class Ports {
  private static final String HOST = "127.0.0.1";

  /** Below the ports of outgoing connections, which begin at 32768 as Linux is delivered. */
  private static final int FIRST = 12_000;

  private static final int COUNT = 20_000;
  private static final int APART = 61;
  private static final AtomicInteger NEXT =
      new AtomicInteger((int) (ProcessHandle.current().pid() * APART % COUNT));

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

  /**
   * A port free now, by UDP too; another program may take it before it is used. Not one of those
   * that the system gives to outgoing connections, which come and go by the thousand under load;
   * and programs that ask at the same time begin at different ones.
   */
  public static int free() {
    for (int i = 0; i < COUNT; i++) {
      int port = FIRST + Math.floorMod(NEXT.getAndIncrement(), COUNT);
      if (connectionsTo(port) && datagramsTo(port)) {
        return port;
      }
    }
    throw new IllegalStateException("no free port on " + HOST);
  }

  private static boolean connectionsTo(int port) {
    try (ServerSocket _ = new ServerSocket(port, 1, loopback())) {
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  private static InetAddress loopback() {
    return InetAddress.ofLiteral(HOST);
  }
}
