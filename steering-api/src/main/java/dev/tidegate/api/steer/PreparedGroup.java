package dev.tidegate.api.steer;

import dev.tidegate.answer.GroupAnswer;
import dev.tidegate.answer.Ranking;
import dev.tidegate.api.config.TidegateConfig;
import dev.tidegate.api.geo.Viewer;
import dev.tidegate.model.Access;
import dev.tidegate.model.Service;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Predicate;

/**
 * The answers of one group, minus each session's own part: made when its snapshot was published,
 * its orders as they are first asked for. Thread-safe; a race prepares the same bytes twice.
 */
@SuppressWarnings("ArrayRecordComponent") // octets to be copied out; never compared, never changed
final class PreparedGroup {
  /** One CDN's part of a ranking: before the content path, and after it. */
  record Piece(String cdn, Access access, byte[] before, byte[] after) {
    /** {@link #before}, with {@code host} in place of the CDN's own. */
    byte[] before(URI baseUrl, String host) {
      String port = baseUrl.getPort() < 0 ? "" : ":" + baseUrl.getPort();
      String path = baseUrl.getRawPath() == null ? "" : baseUrl.getRawPath();
      return PreparedGroup.before(cdn, baseUrl.getScheme() + "://" + host + port + path);
    }
  }

  /** One order of CDNs: the list for manifests, and the pieces for rankings. */
  record Order(List<Piece> pieces, byte[] priority) {
    /** No CDN at all. */
    static final Order NONE = order(List.of());

    /** The first of the order. */
    String assignment() {
      return pieces.isEmpty() ? "" : pieces.getFirst().cdn();
    }
  }

  private final GroupAnswer answer;
  private final Map<String, Piece> pieces = new HashMap<>();
  private final AtomicReferenceArray<Order> orders;
  private final boolean open;

  /** The group's region, version and mode as they stand in a ranking. */
  final byte[] rankMiddle;

  PreparedGroup(
      GroupAnswer answer, String version, Service service, TidegateConfig.ServiceDetail detail) {
    this.answer = answer;
    for (String cdn : answer.table().cdns()) {
      TidegateConfig.CdnDetail how = detail.cdns().get(cdn);
      dev.tidegate.model.Cdn what = service.cdns().get(cdn);
      if (how != null && what != null) {
        pieces.put(cdn, piece(cdn, what.access(), how.baseUrl().toString()));
      }
    }
    open = pieces.values().stream().allMatch(p -> p.access().open());
    orders = new AtomicReferenceArray<>(answer.table().orders().size());
    rankMiddle =
        bytes(
            ",\"region\":"
                + JsonText.quote(answer.group().region())
                + ",\"version\":"
                + JsonText.quote(version)
                + ",\"mode\":\""
                + answer.mode().wire()
                + "\",\"ttl\":");
  }

  private Piece piece(String cdn, Access access, String baseUrl) {
    return new Piece(
        cdn,
        access,
        before(cdn, baseUrl),
        bytes("\",\"weight\":" + answer.weights().of(cdn) + "}"));
  }

  private static byte[] before(String cdn, String baseUrl) {
    String base = baseUrl.endsWith("/") ? baseUrl.substring(0, baseUrl.length() - 1) : baseUrl;
    String url = JsonText.quote(base);
    return bytes(
        "{\"cdn\":" + JsonText.quote(cdn) + ",\"url\":" + url.substring(0, url.length() - 1));
  }

  /** True if everyone may be offered every CDN. */
  boolean open() {
    return open;
  }

  String region() {
    return answer.group().region();
  }

  /** As it stands on the wire. */
  String mode() {
    return answer.mode().wire();
  }

  int ttlSeconds() {
    return answer.ttlSeconds();
  }

  /** The order of a bucket for one viewer: permitted CDNs only. */
  Order offered(int bucket, Viewer viewer) {
    if (open) {
      return order(bucket);
    }
    Predicate<Access> may = may(viewer);
    List<Piece> permitted = new ArrayList<>();
    for (Piece piece : order(bucket, may).pieces()) {
      if (may.test(piece.access())) {
        permitted.add(piece);
      }
    }
    return order(permitted);
  }

  /** Which accesses let a viewer in. */
  static Predicate<Access> may(Viewer viewer) {
    return access -> access.permits(viewer.knownNetwork(), viewer.country(), viewer.device());
  }

  /** The order by which a session of this bucket is answered that may be offered only these. */
  private Order order(int bucket, Predicate<Access> permitted) {
    return order(Ranking.bucket(answer.table(), bucket, offered(permitted)));
  }

  private Predicate<String> offered(Predicate<Access> permitted) {
    return cdn -> {
      Piece piece = pieces.get(cdn);
      return piece != null && permitted.test(piece.access());
    };
  }

  /** The whole table in its edge form, for viewers who may be offered only these. */
  EdgeTable edgeTable(Predicate<Access> permitted, String version, int ttlSeconds) {
    return EdgeTable.of(answer.table(), offered(permitted), version, ttlSeconds);
  }

  /** The order of a bucket, with every CDN of it. */
  private Order order(int bucket) {
    int index = answer.table().orderIndex(bucket);
    Order known = orders.get(index);
    if (known == null) {
      List<Piece> all = new ArrayList<>();
      for (String cdn : answer.table().orders().get(index)) {
        Piece piece = pieces.get(cdn);
        if (piece != null) {
          all.add(piece);
        }
      }
      known = order(all);
      orders.set(index, known);
    }
    return known;
  }

  /** An order made for one session. */
  static Order order(List<Piece> pieces) {
    StringBuilder priority = new StringBuilder("[");
    for (Piece piece : pieces) {
      priority.append(priority.length() > 1 ? "," : "").append(JsonText.quote(piece.cdn()));
    }
    return new Order(List.copyOf(pieces), bytes(priority.append(']').toString()));
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
