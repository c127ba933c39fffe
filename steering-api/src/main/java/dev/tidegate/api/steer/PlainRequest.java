package dev.tidegate.api.steer;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Recognises, in octets that have arrived, the plain kind of HTTP/1.1 request that players send:
 * whole, well-formed beyond doubt, kept alive, its body (if any) of a stated length. Whatever else
 * comes is left to the HTTP codec, which knows how to read or refuse it: so this parser may be
 * narrow, and never has to be lenient. Not thread-safe; an event loop's own.
 */
final class PlainRequest implements Heard {
  /** What stands at the mark. */
  enum Kind {
    /** {@code GET} without a body. */
    READ,
    /** Another request of known extent. */
    OTHER,
    /** Not whole, or not plain. */
    UNCLEAR
  }

  private static final int MOST_TARGET = 4 * 1024;
  private static final int MOST_HEADERS = 4 * 1024;
  private static final int MOST_FIELDS = 64;
  private static final byte[] GET = ascii("GET ");
  private static final byte[] VERSION = ascii(" HTTP/1.1\r\n");
  private static final boolean[] TOKEN = new boolean[256];

  static {
    for (char c = '0'; c <= 'z'; c++) {
      TOKEN[c] = Character.isLetterOrDigit(c);
    }
    for (char c : "!#$%&'*+-.^_`|~".toCharArray()) {
      TOKEN[c] = true;
    }
  }

  private byte[] octets = new byte[4096];
  private int end;

  /** The first octet that has not been recognised yet. */
  private int mark;

  private byte[] peer = {};
  private String target = "";
  private int headEnd;
  private long bodyLength;
  private final int[] fields = new int[MOST_FIELDS * 4];
  private int fieldCount;

  /** Takes a copy of what has arrived from {@code peer}. */
  void load(ByteBuf in, byte[] from) {
    int n = in.readableBytes();
    if (n > octets.length) {
      octets = new byte[Math.max(n, octets.length * 2)];
    }
    in.getBytes(in.readerIndex(), octets, 0, n);
    end = n;
    mark = 0;
    peer = from;
  }

  /** Looks at the request that begins at the mark. */
  Kind look() {
    boolean get = startsWith(mark, GET);
    int at = get ? mark + GET.length : afterMethod();
    if (at < 0 || at >= end || octets[at] != '/') {
      return Kind.UNCLEAR;
    }
    int from = at;
    int limit = Math.min(end, from + MOST_TARGET);
    while (at < limit && octets[at] > ' ' && octets[at] < 0x7f) {
      at++;
    }
    if (!startsWith(at, VERSION) || !readFields(at + VERSION.length)) {
      return Kind.UNCLEAR;
    }
    target = new String(octets, from, at - from, StandardCharsets.ISO_8859_1);
    return get && bodyLength == 0 ? Kind.READ : Kind.OTHER;
  }

  /**
   * Whether what stands at the mark may be the beginning of a plain {@code GET} whose head has not
   * ended yet: a codec would wait for more, too.
   */
  boolean isCut() {
    return CutRequest.begins(octets, mark, end);
  }

  /** The target of the request that was looked at, as it was sent. */
  String target() {
    return target;
  }

  /** Octets of the request that was looked at, head and body; more than arrived, possibly. */
  long extent() {
    return headEnd - mark + bodyLength;
  }

  /** Goes on behind the request that was looked at, all of which has arrived. */
  void pass() {
    mark = (int) (mark + extent());
  }

  private int afterMethod() {
    int at = mark;
    int limit = Math.min(end, mark + 8);
    while (at < limit && octets[at] >= 'A' && octets[at] <= 'Z') {
      at++;
    }
    boolean tunnel = startsWith(mark, CONNECT);
    return at > mark && at < limit && octets[at] == ' ' && !tunnel ? at + 1 : -1;
  }

  private static final byte[] CONNECT = ascii("CONNECT");

  private boolean readFields(int from) {
    fieldCount = 0;
    bodyLength = -1;
    int at = from;
    int limit = Math.min(end, from + MOST_HEADERS);
    while (at + 1 < limit && octets[at] != '\r') {
      at = readField(at, limit);
      if (at < 0) {
        return false;
      }
    }
    if (at + 1 >= limit || octets[at] != '\r' || octets[at + 1] != '\n') {
      return false;
    }
    bodyLength = Math.max(0, bodyLength);
    headEnd = at + 2;
    return true;
  }

  /** Reads one header field; where the next begins, or -1. */
  private int readField(int from, int limit) {
    int at = from;
    while (at < limit && TOKEN[octets[at] & 0xff]) {
      at++;
    }
    if (at == from || at >= limit || octets[at] != ':' || fieldCount == MOST_FIELDS) {
      return -1;
    }
    int nameEnd = at++;
    while (at < limit && (octets[at] == ' ' || octets[at] == '\t')) {
      at++;
    }
    int valueFrom = at;
    while (at < limit && isText(octets[at])) {
      at++;
    }
    int valueEnd = at;
    while (valueEnd > valueFrom && octets[valueEnd - 1] <= ' ' && octets[valueEnd - 1] >= 0) {
      valueEnd--;
    }
    if (at + 1 >= limit || octets[at] != '\r' || octets[at + 1] != '\n') {
      return -1;
    }
    int field = 4 * fieldCount++;
    fields[field] = from;
    fields[field + 1] = nameEnd;
    fields[field + 2] = valueFrom;
    fields[field + 3] = valueEnd;
    return allowed(from, nameEnd, valueFrom, valueEnd) ? at + 2 : -1;
  }

  private static boolean isText(byte octet) {
    return octet < 0 || (octet >= ' ' && octet != 0x7f) || octet == '\t';
  }

  /** False for a field that changes what a request is, or how its connection goes on. */
  private boolean allowed(int from, int nameEnd, int valueFrom, int valueEnd) {
    return switch (nameEnd - from) {
      case 6 -> !is(from, nameEnd, "expect");
      case 7 -> !is(from, nameEnd, "upgrade") && !is(from, nameEnd, "trailer");
      case 10 -> !is(from, nameEnd, "connection") || is(valueFrom, valueEnd, "keep-alive");
      case 14 -> !is(from, nameEnd, "content-length") || readLength(valueFrom, valueEnd);
      case 17 -> !is(from, nameEnd, "transfer-encoding");
      default -> true;
    };
  }

  private boolean readLength(int from, int to) {
    if (bodyLength >= 0 || from == to || to - from > 9) {
      return false;
    }
    long length = 0;
    for (int i = from; i < to; i++) {
      if (octets[i] < '0' || octets[i] > '9') {
        return false;
      }
      length = length * 10 + octets[i] - '0';
    }
    bodyLength = length;
    return true;
  }

  private boolean startsWith(int at, byte[] what) {
    if (at + what.length > end) {
      return false;
    }
    for (int i = 0; i < what.length; i++) {
      if (octets[at + i] != what[i]) {
        return false;
      }
    }
    return true;
  }

  /** True if there stands {@code lower}, in any case. */
  private boolean is(int from, int to, String lower) {
    if (to - from != lower.length()) {
      return false;
    }
    for (int i = 0; i < lower.length(); i++) {
      int c = octets[from + i];
      if ((c >= 'A' && c <= 'Z' ? c + 32 : c) != lower.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public byte[] peer() {
    return peer;
  }

  @Override
  public List<String> all(String header) {
    List<String> values = List.of();
    for (int i = 0; i < fieldCount; i++) {
      int nameFrom = fields[4 * i];
      int nameEnd = fields[4 * i + 1];
      if (nameEnd - nameFrom == header.length() && sameName(nameFrom, header)) {
        values = values.isEmpty() ? new ArrayList<>(2) : values;
        int from = fields[4 * i + 2];
        int length = fields[4 * i + 3] - from;
        values.add(new String(octets, from, length, StandardCharsets.ISO_8859_1));
      }
    }
    return values;
  }

  private boolean sameName(int from, String header) {
    for (int i = 0; i < header.length(); i++) {
      char c = header.charAt(i);
      int there = octets[from + i];
      if ((c >= 'A' && c <= 'Z' ? c + 32 : c)
          != (there >= 'A' && there <= 'Z' ? there + 32 : there)) {
        return false;
      }
    }
    return true;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
