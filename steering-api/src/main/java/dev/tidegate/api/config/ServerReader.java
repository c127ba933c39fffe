package dev.tidegate.api.config;

import dev.tidegate.api.config.TidegateConfig.OperatorPlane;
import dev.tidegate.api.config.TidegateConfig.PublicPlane;
import dev.tidegate.api.config.TidegateConfig.Server;
import dev.tidegate.api.config.TidegateConfig.Tls;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** {@code server}: the two HTTP listeners. */
final class ServerReader {
  private static final Set<String> ANY = Set.of("0.0.0.0", "::");

  private ServerReader() {}

  static Server read(Section server) {
    PublicPlane open = server.section("public", ServerReader::publicPlane);
    OperatorPlane operator = server.section("operator", section -> operatorPlane(section, open));
    return new Server(open, operator);
  }

  private static PublicPlane publicPlane(Section section) {
    String host = section.value("host", NetworkFormats::listenHost, "0.0.0.0");
    int port = section.value("port", NetworkFormats::port, 8080);
    Optional<Tls> tls = section.optionalSection("tls", s -> tls(s, TlsPair.Listener.PUBLIC));
    URI here = reachedAt(host, port, tls.isPresent());
    URI base = section.value("base-url", NetworkFormats::url, here);
    URI edge = section.value("edge-base-url", NetworkFormats::url, base);
    return new PublicPlane(host, port, base, edge, tls);
  }

  private static OperatorPlane operatorPlane(Section section, PublicPlane open) {
    String host = section.value("host", NetworkFormats::listenHost, "127.0.0.1");
    int port = section.value("port", NetworkFormats::port, 8081);
    Optional<Tls> tls = section.optionalSection("tls", s -> tls(s, TlsPair.Listener.OPERATOR));
    boolean insecure = section.value("insecure", Formats::yesNo, false);
    if (!loopback(host) && tls.isEmpty() && !insecure) {
      section.fault(
          "host",
          Quantities.quote(host)
              + " is not loopback, and there is no tls: tokens would cross the network in the"
              + " clear. Give tls {cert, key}, or listen on 127.0.0.1, or say insecure: true");
    }
    if (port == open.port() && port != 0 && !apart(host, open.host())) {
      section.fault("port", port + " is the public plane's port: give the planes two ports");
    }
    return new OperatorPlane(host, port, tls, insecure);
  }

  private static Tls tls(Section section, TlsPair.Listener listener) {
    Parser<Path> file = Formats.file(section.in());
    Path none = section.in().directory();
    Tls tls =
        new Tls(
            section.required("cert", file, "./tls.crt", none),
            section.required("key", file, "./tls.key", none));
    if (!tls.cert().equals(none) && !tls.key().equals(none)) {
      TlsPair.check(section, tls, listener);
    }
    return tls;
  }

  /** True of two addresses at which one port can be had twice; a name may lead to either. */
  private static boolean apart(String host, String other) {
    if (ANY.contains(host) || ANY.contains(other)) {
      return false;
    }
    try {
      return !InetAddress.ofLiteral(host).equals(InetAddress.ofLiteral(other));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Where players on this machine reach the plane, until {@code base-url} says better. */
  private static URI reachedAt(String host, int port, boolean tls) {
    String name = ANY.contains(host) ? "localhost" : host.contains(":") ? "[" + host + "]" : host;
    return URI.create((tls ? "https://" : "http://") + name + ":" + port);
  }

  /** Never asks a resolver. */
  static boolean loopback(String host) {
    if (host.equals("localhost")) {
      return true;
    }
    try {
      return InetAddress.ofLiteral(host).isLoopbackAddress();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
