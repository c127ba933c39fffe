package dev.tidegate.api.steer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A client that says exactly the octets it is given, over one connection. */
final class RawClient implements AutoCloseable {
  private final Socket socket;
  private final InputStream in;

  /** An answer; header names in lower case, the last of a repeated one. */
  record Answer(int status, Map<String, String> headers, String body) {
    String header(String name) {
      return headers.getOrDefault(name, "");
    }
  }

  /** An answer whose body is no text. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Octets(Map<String, String> headers, byte[] body) {
    String header(String name) {
      return headers.getOrDefault(name, "");
    }
  }

  RawClient(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(10_000);
    socket.setTcpNoDelay(true);
    in = new java.io.BufferedInputStream(socket.getInputStream());
  }

  RawClient say(String octets) throws IOException {
    return say(octets.getBytes(StandardCharsets.ISO_8859_1));
  }

  RawClient say(byte[] octets) throws IOException {
    socket.getOutputStream().write(octets);
    socket.getOutputStream().flush();
    return this;
  }

  /** One request with an empty body; further header lines each end in CRLF. */
  Answer ask(String method, String target, String headers) throws IOException {
    say(method + " " + target + " HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n");
    return hear(method.equals("HEAD")).orElseThrow();
  }

  Answer get(String target) throws IOException {
    return ask("GET", target, "");
  }

  Answer post(String target, String body) throws IOException {
    byte[] octets = body.getBytes(StandardCharsets.UTF_8);
    say("POST " + target + " HTTP/1.1\r\nHost: x\r\nContent-Length: " + octets.length + "\r\n\r\n");
    say(octets);
    return hear(false).orElseThrow();
  }

  /** The next answer; empty when the connection ended before one began. */
  Optional<Answer> hear(boolean headOnly) throws IOException {
    String line = line();
    if (line.isEmpty()) {
      return Optional.empty();
    }
    int status = Integer.parseInt(line.split(" ", -1)[1]);
    Map<String, String> headers = headers();
    byte[] body = headOnly || status == 204 || status == 304 ? new byte[0] : body(headers);
    return Optional.of(new Answer(status, headers, new String(body, StandardCharsets.UTF_8)));
  }

  /** The next answer, as octets. */
  Octets hearOctets() throws IOException {
    line();
    Map<String, String> headers = headers();
    return new Octets(headers, body(headers));
  }

  private Map<String, String> headers() throws IOException {
    Map<String, String> headers = new HashMap<>();
    for (String next = line(); !next.isEmpty(); next = line()) {
      int colon = next.indexOf(':');
      headers.put(
          next.substring(0, colon).toLowerCase(Locale.ROOT), next.substring(colon + 1).strip());
    }
    return headers;
  }

  private byte[] body(Map<String, String> headers) throws IOException {
    return in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
  }

  /** True if the server has closed, or closes within the socket's time. */
  boolean ended() throws IOException {
    try {
      return in.read() < 0;
    } catch (java.net.SocketException e) {
      return true;
    }
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int c;
    try {
      while ((c = in.read()) >= 0 && c != '\n') {
        line.write(c);
      }
    } catch (java.net.SocketException e) {
      return "";
    }
    return line.toString(StandardCharsets.ISO_8859_1).strip();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
