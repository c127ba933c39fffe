package dev.tidegate.api.geo;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes small IPv4 MaxMind databases, as far as tests need: 24-bit records, maps and texts. */
final class Mmdb {
  private static final int EMPTY = -1;

  private Mmdb() {}

  static Map<String, Object> place(String country, String subdivision) {
    return Map.of(
        "country", Map.of("iso_code", country),
        "subdivisions", List.of(Map.of("iso_code", subdivision)));
  }

  /** A database of CIDR prefixes of which none holds another. */
  static byte[] of(Map<String, Map<String, Object>> records) throws IOException {
    List<int[]> nodes = new ArrayList<>();
    nodes.add(new int[] {EMPTY, EMPTY});
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    for (Map.Entry<String, Map<String, Object>> record : records.entrySet()) {
      String[] cidr = record.getKey().split("/");
      byte[] octets = Addresses.parse(cidr[0]).orElseThrow();
      insert(nodes, octets, Integer.parseInt(cidr[1]), -2 - data.size());
      write(data, record.getValue());
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int[] node : nodes) {
      for (int side : node) {
        int value = side == EMPTY ? nodes.size() : side;
        value = side < EMPTY ? nodes.size() + 16 + (-2 - side) : value;
        out.write(value >> 16);
        out.write(value >> 8);
        out.write(value);
      }
    }
    out.write(new byte[16]);
    data.writeTo(out);
    out.write(new byte[] {(byte) 0xab, (byte) 0xcd, (byte) 0xef});
    out.write("MaxMind.com".getBytes(StandardCharsets.US_ASCII));
    write(out, metadata(nodes.size()));
    return out.toByteArray();
  }

  private static Map<String, Object> metadata(int nodes) {
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("binary_format_major_version", 2);
    metadata.put("binary_format_minor_version", 0);
    metadata.put("build_epoch", 1_800_000_000L);
    metadata.put("database_type", "Test");
    metadata.put("description", Map.of("en", "Test"));
    metadata.put("ip_version", 4);
    metadata.put("languages", List.of("en"));
    metadata.put("node_count", nodes);
    metadata.put("record_size", 24);
    return metadata;
  }

  private static void insert(List<int[]> nodes, byte[] octets, int length, int value) {
    int at = 0;
    for (int bit = 0; bit < length; bit++) {
      int side = octets[bit / 8] >> (7 - bit % 8) & 1;
      if (bit == length - 1) {
        nodes.get(at)[side] = value;
      } else {
        if (nodes.get(at)[side] == EMPTY) {
          nodes.add(new int[] {EMPTY, EMPTY});
          nodes.get(at)[side] = nodes.size() - 1;
        }
        at = nodes.get(at)[side];
      }
    }
  }

  private static void write(ByteArrayOutputStream out, Object value) throws IOException {
    switch (value) {
      case String s -> {
        byte[] text = s.getBytes(StandardCharsets.UTF_8);
        out.write(2 << 5 | text.length);
        out.write(text);
      }
      case Integer n -> number(out, 6 << 5, n);
      case Long n -> {
        out.write(8);
        out.write(9 - 7);
        for (int shift = 56; shift >= 0; shift -= 8) {
          out.write((int) (n >> shift));
        }
      }
      case List<?> list -> {
        out.write(list.size());
        out.write(11 - 7);
        for (Object item : list) {
          write(out, item);
        }
      }
      case Map<?, ?> map -> {
        out.write(7 << 5 | map.size());
        for (Map.Entry<?, ?> entry : map.entrySet()) {
          write(out, String.valueOf(entry.getKey()));
          write(out, java.util.Objects.requireNonNull(entry.getValue()));
        }
      }
      default -> throw new IllegalArgumentException("not written here: " + value);
    }
  }

  private static void number(ByteArrayOutputStream out, int type, int n) {
    out.write(type | 4);
    for (int shift = 24; shift >= 0; shift -= 8) {
      out.write(n >> shift);
    }
  }
}
