package dev.tidegate.probe;

import java.net.URI;
import java.util.Locale;

/** What budgets and connections are kept by. */
final class Hosts {
  private Hosts() {}

  /** Name and port, the port always there. */
  static String of(URI uri) {
    int port = uri.getPort();
    int known = port >= 0 ? port : "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
    return uri.getHost().toLowerCase(Locale.ROOT) + ":" + known;
  }
}
