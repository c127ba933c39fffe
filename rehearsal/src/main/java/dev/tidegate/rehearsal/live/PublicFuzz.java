package dev.tidegate.rehearsal.live;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Grammar-based fuzz of a public plane over real sockets. About half of the requests are well
 * formed (so that what is behind the parser is reached), the others are broken in one place. Some
 * are pipelined. The same seed says the same octets.
 *
 * <p>A finding is an answer of 5xx, an answer that cannot be read, an answer without CORS headers,
 * or a connection that neither answers nor ends.
 */
public final class PublicFuzz {
  private static final String[] PATHS = {
    "/v1/rank/live",
    "/v1/hls/live",
    "/v1/dash/live",
    "/v1/rank/plain",
    "/v1/hls/nope",
    "/v1/sessions/live",
    "/v1/beacons/live",
    "/healthz",
    "/v1/cmcd/live",
    "/",
    "/v1/rank/%E2%82%AC"
  };
  private static final String[] KEYS = {
    "session",
    "path",
    "region",
    "asn",
    "failed",
    "device",
    "_HLS_pathway",
    "_HLS_throughput",
    "_DASH_pathway",
    "_DASH_throughput",
    "x"
  };
  private static final String[] VALUES = {
    "", "abc", "%22cdn-a%2Ccdn-b%22", "-1294967296", "99999999999999999999", "in-west", "%FF%FE",
    "%00%0A%22%5C", "cdn-a,,cdn-z", "/a/b.m3u8%3Fx%3D1", "%F0%9F%98%80", "+", "..%2F..%2Fetc", "1e9"
  };
  private static final String[] BROKEN_VALUES = {"%", "%zz", "%4", "%G1", "a%2"};
  private static final String BEACON =
      "{\"session\":\"s\",\"sampled\":1.0,\"samples\":[{\"cdn\":\"cdn-a\",\"requests\":20,"
          + "\"errors\":1,\"ttfbMs\":[80,95],\"playedMs\":9000,\"stalledMs\":0}]}";

  private final int port;
  private final Random random;
  private final SortedMap<String, Long> outcomes = new TreeMap<>();
  private long wellFormed;
  private long requests;

  public PublicFuzz(int port, long seed) {
    this.port = port;
    this.random = new Random(seed);
  }

  /** How often each outcome was seen: a status, {@code closed}, or a finding, which has a colon. */
  public SortedMap<String, Long> outcomes() {
    return outcomes;
  }

  /** The share of requests that were well formed, 0..1. */
  public double wellFormedShare() {
    return (double) wellFormed / Math.max(1, requests);
  }

  /** Sends {@code count} requests, a few on each connection. */
  public PublicFuzz run(long count) throws IOException {
    while (requests < count) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(20_000);
        InputStream in = new BufferedInputStream(socket.getInputStream());
        boolean open = true;
        for (int i = random.nextInt(1, 60); open && i > 0; i--) {
          open = exchange(socket, in);
        }
      } catch (SocketException e) {
        note("closed");
      }
    }
    return this;
  }

  private void note(String outcome) {
    outcomes.merge(outcome, 1L, Long::sum);
  }

  /**
   * One request, or a pipeline of well-formed ones; false when the connection is of no more use.
   */
  private boolean exchange(Socket socket, InputStream in) throws IOException {
    if (random.nextInt(100) < 62) {
      int pipelined = random.nextInt(10) == 0 ? random.nextInt(2, 12) : 1;
      StringBuilder all = new StringBuilder();
      for (int i = 0; i < pipelined; i++) {
        all.append(wellFormed());
      }
      requests += pipelined;
      wellFormed += pipelined;
      send(socket, all.toString());
      for (int i = 0; i < pipelined; i++) {
        if (!hear(in)) {
          return false;
        }
      }
      return true;
    }
    requests++;
    String broken = broken();
    send(socket, broken);
    socket.shutdownOutput();
    while (hear(in)) {
      // what was not broken in it is answered too
    }
    return false;
  }

  private static void send(Socket socket, String octets) throws IOException {
    socket.getOutputStream().write(octets.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
  }

  private String pick(String[] from) {
    return from[random.nextInt(from.length)];
  }

  private String target() {
    StringBuilder target = new StringBuilder(pick(PATHS));
    for (int i = random.nextInt(5), first = i; i > 0; i--) {
      target.append(i == first ? '?' : '&').append(pick(KEYS)).append('=').append(pick(VALUES));
    }
    return target.toString();
  }

  private String wellFormed() {
    if (random.nextInt(4) == 0) {
      String body = random.nextInt(20) == 0 ? "x".repeat(random.nextInt(100_000)) : beacon();
      return random.nextBoolean()
          ? "POST /v1/beacons/live HTTP/1.1\r\nHost: x\r\nContent-Length: "
              + body.length()
              + "\r\n\r\n"
              + body
          : "POST /v1/beacons/live HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
              + (body.isEmpty() ? "" : Integer.toHexString(body.length()) + "\r\n" + body + "\r\n")
              + "0\r\n\r\n";
    }
    String method =
        random.nextInt(8) == 0 ? pick(new String[] {"OPTIONS", "PUT", "DELETE"}) : "GET";
    return method + " " + target() + " HTTP/1.1\r\nHost: x\r\n" + headers() + "\r\n";
  }

  private String beacon() {
    char[] body = BEACON.toCharArray();
    for (int flips = random.nextInt(3); flips > 0; flips--) {
      body[random.nextInt(body.length)] = (char) random.nextInt(32, 127);
    }
    return new String(body);
  }

  private String headers() {
    return switch (random.nextInt(5)) {
      case 0 -> "X-Forwarded-For: 10.1.2.3, garbage, 10.1.1.1\r\n";
      case 1 -> "Origin: https://x\r\nAccept-Encoding: gzip, br\r\n";
      case 2 -> "X: " + "y".repeat(random.nextInt(4000)) + "\r\n";
      default -> "";
    };
  }

  private String broken() {
    String line = "GET " + target() + " HTTP/1.1\r\n";
    return switch (random.nextInt(14)) {
      case 0 -> "GET /v1/hls/live?session=" + pick(BROKEN_VALUES) + " HTTP/1.1\r\nHost: x\r\n\r\n";
      case 1 -> line.substring(0, random.nextInt(line.length()));
      case 2 -> line + "A: b\r\n".repeat(random.nextInt(1, 3000)) + "\r\n";
      case 3 -> line + "A: " + "b".repeat(random.nextInt(20_000)) + "\r\n\r\n";
      case 4 -> "GET /v1/hls/live?" + "y".repeat(random.nextInt(20_000)) + " HTTP/1.1\r\n\r\n";
      case 5 ->
          "POST /v1/beacons/live HTTP/1.1\r\nContent-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n";
      case 6 ->
          "POST /v1/beacons/live HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n" + BEACON;
      case 7 ->
          "POST /v1/beacons/live HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n7fffffffffffffff1\r\nx";
      case 8 -> "POST /v1/beacons/live HTTP/1.1\r\nContent-Length: 900\r\n\r\n" + BEACON;
      case 9 -> "POST /v1/beacons/live HTTP/1.1\r\nContent-Length: -5\r\n\r\n";
      case 10 -> line + "Host: x\r\n : y\r\nno colon\r\n\r\n";
      case 11 ->
          line.replace("HTTP/1.1", pick(new String[] {"HTTP/9.9", "HTTP/2.0", "", "X"})) + "\r\n";
      case 12 -> "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
      default -> noise();
    };
  }

  private String noise() {
    StringBuilder noise = new StringBuilder();
    for (int i = random.nextInt(1, 300); i > 0; i--) {
      noise.append((char) random.nextInt(256));
    }
    return noise.append("\r\n\r\n").toString();
  }

  /** Reads one answer and judges it; false when there is none and the connection has ended. */
  private boolean hear(InputStream in) throws IOException {
    try {
      String status = line(in);
      if (status.isEmpty()) {
        note("closed");
        return false;
      }
      if (!status.matches("HTTP/1\\.[01] \\d{3}.*")) {
        note("finding: unreadable answer " + status.substring(0, Math.min(60, status.length())));
        return false;
      }
      int code = Integer.parseInt(status.substring(9, 12));
      note(code >= 500 ? "finding: " + code : Integer.toString(code));
      return rest(in, code);
    } catch (SocketTimeoutException e) {
      note("finding: no answer and no end");
      return false;
    } catch (SocketException e) {
      note("closed");
      return false;
    }
  }

  private boolean rest(InputStream in, int code) throws IOException {
    int length = 0;
    boolean readable = false;
    boolean close = false;
    for (String header = line(in); !header.isEmpty(); header = line(in)) {
      String lower = header.toLowerCase(Locale.ROOT);
      length =
          lower.startsWith("content-length:")
              ? Integer.parseInt(lower.substring(15).strip())
              : length;
      readable |= lower.startsWith("access-control-allow-origin: *");
      close |= lower.startsWith("connection: close");
    }
    if (!readable && code != 100) {
      note("finding: no CORS headers on " + code);
    }
    in.skipNBytes(code == 204 ? 0 : length);
    return !close;
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
      line.write(c);
    }
    return line.toString(StandardCharsets.ISO_8859_1).strip();
  }
}
