package dev.tidegate.probe;

import java.util.Map;

/** A probe may name another host than its URL does: a CDN that names do not lead to yet. */
public final class HostHeader {
  private HostHeader() {}

  /**
   * Lets probes send it. The JDK's client asks once, when it is first used: call this before anyone
   * in the process does.
   */
  public static void allow() {
    System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host");
  }

  static boolean in(Map<String, String> headers) {
    return headers.keySet().stream().anyMatch("host"::equalsIgnoreCase);
  }
}
