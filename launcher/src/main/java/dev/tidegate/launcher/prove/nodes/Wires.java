package dev.tidegate.launcher.prove.nodes;

import dev.tidegate.launcher.stage.RedisProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Collectors;

/**
 * All wires of one node to a {@link RedisSite}. Sentinels name masters by address, and a Cluster's
 * servers each other: in their answers each server's port is replaced by that of the node's wire to
 * it, so that nothing goes around.
 */
final class Wires implements AutoCloseable {
  private final List<Wire> all = new ArrayList<>();
  private final String uri;

  private Wires(RedisSite site) throws IOException {
    SortedMap<String, String> ports = new ConcurrentSkipListMap<>();
    boolean cluster = site.kind() == RedisSite.Kind.CLUSTER;
    for (RedisProcess server : site.servers()) {
      Wire wire =
          cluster
              ? Wire.to(server.port(), chunk -> readdressed(chunk, ports))
              : Wire.to(server.port());
      all.add(wire);
      ports.put(Integer.toString(server.port()), Integer.toString(wire.port()));
    }
    List<String> sentinels = new ArrayList<>();
    for (RedisProcess sentinel : site.sentinels()) {
      Wire wire = Wire.to(sentinel.port(), chunk -> renamed(chunk, ports));
      all.add(wire);
      sentinels.add(address(wire.port()));
    }
    uri =
        switch (site.kind()) {
          case ALONE -> "redis://" + address(all.getFirst().port());
          case SENTINEL ->
              "redis-sentinel://" + String.join(",", sentinels) + "#" + RedisSite.GROUP;
          case CLUSTER ->
              all.stream()
                  .map(wire -> address(wire.port()))
                  .collect(Collectors.joining(",", "redis-cluster://", ""));
        };
  }

  private static String address(Object port) {
    return "127.0.0.1:" + port;
  }

  static Wires to(RedisSite site) throws IOException {
    return new Wires(site);
  }

  /** What the node's configuration says. */
  String uri() {
    return uri;
  }

  void become(Wire.State state) {
    all.forEach(wire -> wire.become(state));
  }

  /**
   * A sentinel's answer with other ports in it, as bulk strings of the protocol ({@code
   * $5\r\n12345\r\n}). An answer that two chunks share would go unchanged: these are far smaller.
   */
  static byte[] renamed(byte[] chunk, SortedMap<String, String> ports) {
    String text = new String(chunk, StandardCharsets.ISO_8859_1);
    for (var port : ports.entrySet()) {
      text = text.replace(bulk(port.getKey()), bulk(port.getValue()));
    }
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /**
   * A Cluster server's answer with other ports in its addresses ({@code 127.0.0.1:12345}), of as
   * many digits, so that what counts octets counts right.
   */
  static byte[] readdressed(byte[] chunk, SortedMap<String, String> ports) {
    String text = new String(chunk, StandardCharsets.ISO_8859_1);
    for (var port : ports.entrySet()) {
      text = text.replace(address(port.getKey()), address(port.getValue()));
    }
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String bulk(String text) {
    return "$" + text.length() + "\r\n" + text + "\r\n";
  }

  @Override
  public void close() throws IOException {
    for (Wire wire : all) {
      wire.close();
    }
  }
}
