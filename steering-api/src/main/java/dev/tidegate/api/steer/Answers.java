package dev.tidegate.api.steer;

import static dev.tidegate.api.steer.PreparedGroup.bytes;

import dev.tidegate.answer.SteeringSnapshot;
import dev.tidegate.answer.Ttl;
import dev.tidegate.api.beacon.BeaconIntake;
import dev.tidegate.api.beacon.Cells;
import dev.tidegate.api.beacon.SessionTokens;
import dev.tidegate.api.config.TidegateConfig;
import dev.tidegate.api.geo.Viewer;
import dev.tidegate.api.loop.Steering;
import dev.tidegate.api.steer.PreparedAnswers.PreparedService;
import dev.tidegate.model.Access;
import dev.tidegate.model.Cdn;
import dev.tidegate.model.Cell;
import dev.tidegate.shift.Buckets;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Writes the body of an answer: session -> bucket -> order -> bytes prepared when the snapshot was
 * published. No lock, no I/O, no JSON library.
 */
final class Answers {
  private static final byte[] MANIFEST_HEAD = bytes("{\"VERSION\":1,\"TTL\":");
  private static final byte[] MANIFEST_RELOAD = bytes(",\"RELOAD-URI\":\"");
  private static final byte[] MANIFEST_PRIORITY = bytes("\",\"PATHWAY-PRIORITY\":");
  private static final byte[] RANKING = bytes(",\"ranking\":[");
  private static final byte[] HINTS = bytes(",\"hints\":");
  private static final int UNKNOWN_TTL = 300;

  private final Steering steering;
  private final BeaconIntake intake;
  private final PublicStats stats;
  private final Hints hints;
  private volatile @Nullable PreparedAnswers prepared;

  Answers(Steering steering, BeaconIntake intake, PublicStats stats, Hints hints) {
    this.steering = steering;
    this.intake = intake;
    this.stats = stats;
    this.hints = hints;
  }

  /** The answers of the snapshot and configuration in force. */
  PreparedAnswers current() {
    SteeringSnapshot snapshot = steering.snapshot();
    TidegateConfig config = steering.config();
    PreparedAnswers known = prepared;
    if (known == null || !known.isOf(snapshot, config)) {
      known = new PreparedAnswers(snapshot, config, intake.cells());
      prepared = known;
    }
    return known;
  }

  /** Writes an answer to {@code out}. */
  void write(Asked asked, PreparedAnswers answers, boolean shedding, Instant now, ByteBuf out) {
    PreparedService service = answers.service(asked.service());
    if (asked.form() == Asked.Form.SESSION) {
      writeSession(asked, service, now, out);
      return;
    }
    PreparedGroup group =
        service == null
            ? null
            : service.region(asked.viewer().region()).group(asked.viewer().network());
    if (service == null || group == null) {
      writeUnknown(asked, answers, out);
      return;
    }
    int ttl = ttl(service, group, asked.session(), shedding);
    PreparedGroup.Order order = order(asked, service, group);
    report(asked, answers.cells, order, ttl, now);
    if (asked.form() == Asked.Form.RANK) {
      writeRank(asked, service, group, order, ttl, now, out);
    } else {
      writeManifest(asked, service, order, ttl, out);
    }
  }

  private static int ttl(
      PreparedService service, PreparedGroup group, String session, boolean shedding) {
    if (shedding) {
      int overload = Math.clamp(service.service().overloadTtl().toSeconds(), 1, 3600);
      return Ttl.overload(Math.max(overload, group.ttlSeconds()), session.hashCode());
    }
    return Ttl.jittered(group.ttlSeconds(), session.hashCode());
  }

  /** The order of the session's bucket: permitted CDNs only, those that just failed it last. */
  private static PreparedGroup.Order order(
      Asked asked, PreparedService service, PreparedGroup group) {
    int bucket = Buckets.of(bucketKey(asked, service));
    List<String> failed = asked.form() == Asked.Form.RANK ? asked.query().failed() : List.of();
    if (group.open() && failed.isEmpty()) {
      return group.order(bucket);
    }
    Viewer viewer = asked.viewer();
    Predicate<Access> permitted =
        access -> access.permits(viewer.knownNetwork(), viewer.country(), viewer.device());
    List<PreparedGroup.Piece> well = new ArrayList<>();
    List<PreparedGroup.Piece> last = new ArrayList<>();
    for (PreparedGroup.Piece piece : group.order(bucket, permitted).pieces()) {
      if (permitted.test(piece.access())) {
        (failed.contains(piece.cdn()) ? last : well).add(piece);
      }
    }
    well.addAll(last);
    return PreparedGroup.order(well);
  }

  /** What the bucket is of: the session, or the title where the service keeps its caches. */
  private static String bucketKey(Asked asked, PreparedService service) {
    return switch (service.detail().bucketKey()) {
      case SESSION -> asked.session();
      case CONTENT -> asked.query().path().map(Answers::title).orElse(asked.session());
    };
  }

  private static String title(String path) {
    int query = path.indexOf('?');
    return query < 0 ? path : path.substring(0, query);
  }

  /** Counts the poll where the player says it is, else where it is sent. */
  private void report(Asked asked, Cells cells, PreparedGroup.Order order, int ttl, Instant now) {
    Viewer viewer = asked.viewer();
    Map<String, Cell> place = cells.at(asked.service(), viewer.region(), viewer.network());
    @Nullable Cell cell = null;
    if (asked.query().reported().isPresent()) {
      cell = place.get(asked.query().reported().get());
      if (cell == null) {
        stats.count(PublicStats.Answer.UNKNOWN_PATHWAY);
      }
    }
    if (cell == null) {
      cell = place.get(order.assignment());
    }
    if (cell != null) {
      intake.polled(cell, asked.session(), viewer.prefix(), ttl, now);
    }
  }

  private void writeManifest(
      Asked asked, PreparedService service, PreparedGroup.Order order, int ttl, ByteBuf out) {
    out.writeBytes(MANIFEST_HEAD);
    ascii(out, Integer.toString(ttl));
    out.writeBytes(MANIFEST_RELOAD);
    ascii(out, reloadUri(asked, service));
    out.writeBytes(MANIFEST_PRIORITY);
    out.writeBytes(order.priority());
    out.writeByte('}');
  }

  /** Absolute; all that players must bring again, as they add nothing themselves. */
  private static String reloadUri(Asked asked, PreparedService service) {
    Query query = asked.query();
    StringBuilder uri =
        new StringBuilder(160)
            .append(service.prefix())
            .append(asked.form() == Asked.Form.HLS ? "hls/" : "dash/")
            .append(asked.service())
            .append("?session=")
            .append(PercentText.encode(asked.session()));
    if (asked.trusted()) {
      query.region().ifPresent(r -> uri.append("&region=").append(PercentText.encode(r)));
      query.asn().ifPresent(a -> uri.append("&asn=").append(a));
      query.device().ifPresent(d -> uri.append("&device=").append(PercentText.encode(d)));
    }
    if (service.detail().bucketKey() == TidegateConfig.BucketKey.CONTENT) {
      query.path().ifPresent(p -> uri.append("&path=").append(PercentText.encode(p)));
    }
    return uri.toString();
  }

  private void writeRank(
      Asked asked,
      PreparedService service,
      PreparedGroup group,
      PreparedGroup.Order order,
      int ttl,
      Instant now,
      ByteBuf out) {
    ascii(out, "{\"service\":\"" + asked.service() + "\",\"session\":");
    utf8(out, JsonText.quote(asked.session()));
    out.writeBytes(group.rankMiddle);
    ascii(out, Integer.toString(ttl));
    out.writeBytes(RANKING);
    String quoted = JsonText.quote(PercentText.encodePath(asked.query().path().orElse("/")));
    byte[] path = bytes(quoted.substring(1, quoted.length() - 1));
    for (int i = 0; i < order.pieces().size(); i++) {
      PreparedGroup.Piece piece = order.pieces().get(i);
      if (i > 0) {
        out.writeByte(',');
      }
      out.writeBytes(piece.before()).writeBytes(path).writeBytes(piece.after());
    }
    out.writeByte(']');
    writeBeacon(asked, service, token(asked, now), out);
    writeHints(hints.of(asked.service(), asked.viewer().region()), out);
  }

  private SessionTokens.Token token(Asked asked, Instant now) {
    return intake.tokens().issue(asked.service(), asked.session(), asked.viewer().prefix(), now);
  }

  private static void writeBeacon(
      Asked asked, PreparedService service, SessionTokens.Token token, ByteBuf out) {
    ascii(
        out,
        ",\"beacon\":{\"url\":\""
            + service.prefix()
            + "beacons/"
            + asked.service()
            + "\",\"token\":\""
            + token.text()
            + "\",\"sample\":1.0,\"interval\":"
            + Math.max(1, service.service().beaconInterval().toSeconds())
            + "}");
  }

  private void writeSession(
      Asked asked, @Nullable PreparedService service, Instant now, ByteBuf out) {
    ascii(out, "{\"session\":");
    utf8(out, JsonText.quote(asked.session()));
    if (service == null) {
      ascii(out, ",\"token\":null,\"expires\":null,\"beacon\":null}");
      return;
    }
    SessionTokens.Token token = token(asked, now);
    ascii(out, ",\"token\":\"" + token.text() + "\",\"expires\":" + token.expires().toEpochMilli());
    writeBeacon(asked, service, token, out);
    out.writeByte('}');
  }

  /** What is given when an answer could not be made: never a failure. */
  void writeStatic(Asked asked, PreparedAnswers answers, ByteBuf out) {
    PreparedService service = answers.service(asked.service());
    if (service == null || (asked.form() != Asked.Form.HLS && asked.form() != Asked.Form.DASH)) {
      writeUnknown(asked, answers, out);
      return;
    }
    List<PreparedGroup.Piece> open = new ArrayList<>();
    for (Cdn cdn : service.service().cdns().values()) {
      if (cdn.access().open()) {
        open.add(new PreparedGroup.Piece(cdn.id(), Access.OPEN, new byte[0], new byte[0]));
      }
    }
    writeManifest(asked, service, PreparedGroup.order(open), UNKNOWN_TTL, out);
  }

  /** A service that is not configured: an empty list, so that a player never stops steering. */
  private static void writeUnknown(Asked asked, PreparedAnswers answers, ByteBuf out) {
    if (asked.form() == Asked.Form.RANK) {
      utf8(
          out,
          "{\"service\":"
              + JsonText.quote(asked.service())
              + ",\"session\":"
              + JsonText.quote(asked.session())
              + ",\"region\":"
              + JsonText.quote(asked.viewer().region())
              + ",\"version\":"
              + JsonText.quote(answers.version())
              + ",\"mode\":\"static\",\"ttl\":"
              + UNKNOWN_TTL
              + ",\"ranking\":[],\"beacon\":null");
      writeHints(Hints.NOTHING, out);
      return;
    }
    utf8(
        out,
        "{\"VERSION\":1,\"TTL\":"
            + UNKNOWN_TTL
            + ",\"RELOAD-URI\":"
            + JsonText.quote(
                answers.prefix()
                    + (asked.form() == Asked.Form.HLS ? "hls/" : "dash/")
                    + PercentText.encode(asked.service())
                    + "?session="
                    + PercentText.encode(asked.session()))
            + ",\"PATHWAY-PRIORITY\":[]}");
  }

  private static void writeHints(String hints, ByteBuf out) {
    out.writeBytes(HINTS);
    utf8(out, hints);
    out.writeByte('}');
  }

  private static void ascii(ByteBuf out, String text) {
    out.writeCharSequence(text, StandardCharsets.US_ASCII);
  }

  private static void utf8(ByteBuf out, String text) {
    out.writeCharSequence(text, StandardCharsets.UTF_8);
  }
}
