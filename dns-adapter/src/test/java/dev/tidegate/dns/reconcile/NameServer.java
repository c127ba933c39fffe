package dev.tidegate.dns.reconcile;

import java.net.InetSocketAddress;

/** A server that a test starts, kills and starts again. */
public interface NameServer extends AutoCloseable {
  /** Where it answers questions. */
  InetSocketAddress address();

  /** Starts it, and returns when it answers for the zone. */
  void start() throws Exception;

  /** As a power failure would. */
  void kill() throws InterruptedException;

  @Override
  void close();
}
