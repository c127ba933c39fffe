package dev.tidegate.api.steer;

import dev.tidegate.api.geo.Geo;
import dev.tidegate.api.geo.Viewer;
import dev.tidegate.api.steer.PreparedAnswers.EdgeKey;
import dev.tidegate.api.steer.PreparedAnswers.PreparedService;
import dev.tidegate.model.Access;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The edge form: answers that any cache may keep. One table a group, from which edge workers answer
 * by themselves; or one object a bucket, for CDNs without a worker. Nothing in them is of one
 * session, so nobody is counted here: viewers behind an edge are known by their beacons.
 *
 * <p>A copy is up to half a TTL old, a quarter in the mean: {@code ShiftLimit.tau} counts that.
 */
final class Edge {
  /** By half a TTL in seconds, of which the longest is 3600: written once each. */
  private static final AtomicReferenceArray<String> CONTROLS = new AtomicReferenceArray<>(1801);

  private static final String NULL_WEIGHT = "\",\"weight\":null}";

  private final Hints hints;
  private final Supplier<Geo> geo;

  Edge(Hints hints, Supplier<Geo> geo) {
    this.hints = hints;
    this.geo = geo;
  }

  /** Writes the answer to {@code target}. */
  void write(EdgeTarget target, PreparedAnswers answers, boolean shedding, Heard heard, Reply out) {
    PreparedService service = answers.service(target.service());
    Viewer viewer = viewer(target, service);
    PreparedGroup group =
        service == null ? null : service.region(viewer.region()).group(viewer.network());
    if (target.form().isEmpty()) {
      writeTable(target, answers, group, viewer, shedding, heard, out);
    } else {
      writeBucket(target, target.form().get(), answers, viewer, shedding, out);
      String tag = EdgeTable.tag(out.body.array(), out.body.length());
      finish(out, out.cacheControl(), tag, heard);
    }
  }

  /**
   * Of whoever is behind the edge only the place in the URL is known. Like any other claim of a
   * client it opens a restricted CDN only where the service trusts what clients say of their place.
   */
  private Viewer viewer(EdgeTarget target, @Nullable PreparedService service) {
    Viewer there = geo.get().at(target.region(), target.network());
    boolean trusted = service != null && service.detail().trustClientRegion();
    return trusted
        ? there
        : new Viewer(
            there.region(),
            there.network(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            there.prefix());
  }

  private void writeTable(
      EdgeTarget target,
      PreparedAnswers answers,
      @Nullable PreparedGroup group,
      Viewer viewer,
      boolean shedding,
      Heard heard,
      Reply out) {
    PreparedService service = answers.service(target.service());
    EdgeTable table;
    int ttl;
    if (service == null || group == null) {
      ttl = Answers.UNKNOWN_TTL;
      table = answers.emptyTable();
    } else {
      ttl = Answers.plainTtl(service, group, shedding);
      Predicate<Access> may = PreparedGroup.may(viewer);
      EdgeKey key =
          group.open()
              ? new EdgeKey(group, Optional.empty(), Optional.empty(), ttl)
              : new EdgeKey(group, viewer.knownNetwork(), viewer.country(), ttl);
      table = answers.table(key, k -> k.group().edgeTable(may, answers.version(), k.ttlSeconds()));
    }
    boolean zipped = acceptsGzip(heard.all("accept-encoding"));
    out.type("application/json").coded(zipped);
    out.body.put(zipped ? table.zipped() : table.body());
    finish(out, cacheControl(ttl), zipped ? table.zippedTag() : table.tag(), heard);
  }

  private void writeBucket(
      EdgeTarget target,
      Asked.Form form,
      PreparedAnswers answers,
      Viewer viewer,
      boolean shedding,
      Reply out) {
    PreparedService service = answers.service(target.service());
    PreparedGroup group =
        service == null ? null : service.region(viewer.region()).group(viewer.network());
    int ttl =
        service == null || group == null
            ? Answers.UNKNOWN_TTL
            : Answers.ttl(service, group, target.bucket(), shedding);
    PreparedGroup.Order order =
        group == null ? PreparedGroup.Order.NONE : group.offered(target.bucket(), viewer);
    out.type(form.contentType).cached(cacheControl(ttl), "");
    if (form == Asked.Form.RANK) {
      writeRank(target, service, group, order, viewer, ttl, out.body);
    } else {
      Answers.writeManifest(
          ttl, answers.edgeBase() + PercentText.encodePath(target.path()), order, out.body);
    }
  }

  private void writeRank(
      EdgeTarget target,
      @Nullable PreparedService service,
      @Nullable PreparedGroup group,
      PreparedGroup.Order order,
      Viewer viewer,
      int ttl,
      Octets out) {
    String region = group == null ? viewer.region() : group.region();
    String mode = group == null ? "static" : group.mode();
    out.utf8("{\"service\":" + JsonText.quote(target.service()) + ",\"session\":null,\"region\":");
    out.utf8(JsonText.quote(region) + ",\"version\":null,\"mode\":\"" + mode + "\",\"ttl\":");
    out.number(ttl).ascii(",\"ranking\":[");
    for (int i = 0; i < order.pieces().size(); i++) {
      out.ascii(i > 0 ? "," : "").put(order.pieces().get(i).before()).put('/').ascii(NULL_WEIGHT);
    }
    out.put(']');
    if (service == null) {
      out.ascii(",\"beacon\":null");
    } else {
      Answers.writeBeacon(service, Optional.empty(), out);
    }
    Answers.writeHints(service == null ? Hints.NOTHING : hints.of(target.service(), region), out);
  }

  /**
   * What is given when an answer could not be made: as for a service that is not configured, and
   * kept by no cache, which may have a good one for a day.
   */
  void writeNothing(EdgeTarget target, PreparedAnswers answers, Heard heard, Reply out) {
    EdgeTarget nowhere =
        new EdgeTarget(target.path(), "", "", Optional.empty(), target.form(), target.bucket());
    write(nowhere, answers, false, heard, out);
    out.uncached();
  }

  /** Half a TTL fresh, half a TTL more while it is fetched again, a day if the origin is gone. */
  static String cacheControl(int ttl) {
    int half = Math.clamp(ttl / 2, 1, CONTROLS.length() - 1);
    String known = CONTROLS.get(half);
    if (known == null) {
      known = control(half);
      CONTROLS.set(half, known);
    }
    return known;
  }

  private static String control(int half) {
    return "public, max-age="
        + half
        + ", stale-while-revalidate="
        + half
        + ", stale-if-error=86400";
  }

  private static void finish(Reply out, String control, String tag, Heard heard) {
    out.cached(control, tag);
    for (String value : heard.all("if-none-match")) {
      for (String one : value.split(",", -1)) {
        String known = one.strip();
        known = known.startsWith("W/") ? known.substring(2) : known;
        if (known.equals("*") || known.equals(tag)) {
          out.unchanged();
          return;
        }
      }
    }
  }

  /** True if gzip is named, and not with a quality of nothing. */
  static boolean acceptsGzip(List<String> values) {
    for (String value : values) {
      for (String one : value.split(",", -1)) {
        String[] parts = one.split(";", -1);
        if (parts[0].strip().equalsIgnoreCase("gzip")) {
          return parts.length < 2 || !parts[1].strip().matches("[qQ]=0(\\.0*)?");
        }
      }
    }
    return false;
  }
}
