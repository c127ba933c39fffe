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
import org.jspecify.annotations.Nullable;

/**
 * The answers of one group, minus each session's own part and the snapshot's version, so that it
 * serves as many snapshots as leave the group alone. Its orders are made as they are first asked
 * for. Thread-safe; a race prepares the same bytes twice.
 */
@SuppressWarnings("ArrayRecordComponent") // octets to be copied out; never compared, never changed
final class PreparedGroup {
  /** One CDN's part of a ranking: before the content path, and after it. */
  record Piece(String cdn, Access access, byte[] before, byte[] after) {
    static Piece of(String cdn, Access access, String baseUrl, int weight) {
      return new Piece(
          cdn, access, PreparedGroup.before(cdn, baseUrl), bytes("\",\"weight\":" + weight + "}"));
    }

    /** {@link #before}, with {@code host} in place of the CDN's own. */
    byte[] before(URI baseUrl, String host) {
      String port = baseUrl.getPort() < 0 ? "" : ":" + baseUrl.getPort();
      String path = baseUrl.getRawPath() == null ? "" : baseUrl.getRawPath();
      return PreparedGroup.before(cdn, baseUrl.getScheme() + "://" + host + port + path);
    }
  }

  /** One order of CDNs: the pieces for rankings, and the list for manifests. */
  static final class Order {
    /** No CDN at all. */
    static final Order NONE = new Order(List.of());

    private final List<Piece> pieces;

    /** Written when a manifest first wants it: a ranking of a restricted group never does. */
    private volatile byte @Nullable [] priority;

    Order(List<Piece> pieces) {
      this.pieces = List.copyOf(pieces);
    }

    List<Piece> pieces() {
      return pieces;
    }

    /** The first of the order. */
    String assignment() {
      return pieces.isEmpty() ? "" : pieces.getFirst().cdn();
    }

    /** The ids as a JSON list. */
    byte[] priority() {
      byte[] known = priority;
      if (known == null) {
        StringBuilder list = new StringBuilder("[");
        for (Piece piece : pieces) {
          list.append(list.length() > 1 ? "," : "").append(JsonText.quote(piece.cdn()));
        }
        known = bytes(list.append(']').toString());
        priority = known;
      }
      return known;
    }
  }

  private final GroupAnswer answer;
  private final Map<String, Piece> pieces = new HashMap<>();
  private final AtomicReferenceArray<Order> orders;
  private final boolean open;

  /** The group's region as it stands in a ranking, up to the snapshot's version. */
  final byte[] rankRegion;

  /** The group's mode as it stands in a ranking, from the version to the TTL. */
  final byte[] rankMode;

  PreparedGroup(GroupAnswer answer, Service service, TidegateConfig.ServiceDetail detail) {
    this.answer = answer;
    for (String cdn : answer.table().cdns()) {
      TidegateConfig.CdnDetail how = detail.cdns().get(cdn);
      dev.tidegate.model.Cdn what = service.cdns().get(cdn);
      if (how != null && what != null) {
        String baseUrl = how.baseUrl().toString();
        pieces.put(cdn, Piece.of(cdn, what.access(), baseUrl, answer.weights().of(cdn)));
      }
    }
    open = pieces.values().stream().allMatch(p -> p.access().open());
    orders = new AtomicReferenceArray<>(answer.table().orders().size());
    rankRegion = bytes(",\"region\":" + JsonText.quote(answer.group().region()) + ",\"version\":");
    rankMode = bytes(",\"mode\":\"" + answer.mode().wire() + "\",\"ttl\":");
  }

  /** True if this was made of such an answer, and is as good as one made anew. */
  boolean isOf(GroupAnswer other) {
    return answer.equals(other);
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
    return new Order(permitted);
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
      known = new Order(all);
      orders.set(index, known);
    }
    return known;
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
