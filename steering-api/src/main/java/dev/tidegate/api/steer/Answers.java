package dev.tidegate.api.steer;

import static dev.tidegate.api.steer.PreparedGroup.bytes;

import dev.tidegate.answer.SteeringSnapshot;
import dev.tidegate.answer.Ttl;
import dev.tidegate.api.beacon.BeaconIntake;
import dev.tidegate.api.beacon.Cells;
import dev.tidegate.api.beacon.SessionTokens;
import dev.tidegate.api.beacon.Spot;
import dev.tidegate.api.config.TidegateConfig;
import dev.tidegate.api.loop.Steering;
import dev.tidegate.api.steer.PreparedAnswers.PreparedService;
import dev.tidegate.model.Access;
import dev.tidegate.model.Cdn;
import dev.tidegate.model.Weights;
import dev.tidegate.shift.Buckets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the body of an answer: session -> bucket -> order -> bytes prepared when the snapshot was
 * published. No lock, no I/O, no JSON library.
 */
final class Answers {
  private static final Logger log = LoggerFactory.getLogger(Answers.class);
  private static final byte[] MANIFEST_HEAD = bytes("{\"VERSION\":1,\"TTL\":");
  private static final byte[] MANIFEST_RELOAD = bytes(",\"RELOAD-URI\":\"");
  private static final byte[] MANIFEST_PRIORITY = bytes("\",\"PATHWAY-PRIORITY\":");
  private static final byte[] RANKING = bytes(",\"ranking\":[");
  private static final byte[] HINTS = bytes(",\"hints\":");
  private static final byte[] ROOT = bytes("/");

  /** Seconds, for a service that is not configured. */
  static final int UNKNOWN_TTL = 300;

  /**
   * Nanoseconds for which old answers are given while nobody makes new ones: a publisher takes some
   * milliseconds, and a fifth of a second late is nothing to answers that are kept for ten.
   */
  static final long PATIENCE = 200_000_000;

  private final LongSupplier nanos;
  private final Steering steering;
  private final BeaconIntake intake;
  private final PublicStats stats;
  private final Hints hints;
  private final BucketHosts bucketHosts;
  private final ReentrantLock preparing = new ReentrantLock();
  private volatile @Nullable PreparedAnswers prepared;

  Answers(Steering steering, BeaconIntake intake, PublicStats stats, Hints hints) {
    this(steering, intake, stats, hints, BucketHosts.NONE, System::nanoTime);
  }

  /**
   * @param nanos tells how long answers have been outdated
   */
  Answers(
      Steering steering,
      BeaconIntake intake,
      PublicStats stats,
      Hints hints,
      BucketHosts bucketHosts,
      LongSupplier nanos) {
    this.nanos = nanos;
    this.bucketHosts = bucketHosts;
    this.steering = steering;
    this.intake = intake;
    this.stats = stats;
    this.hints = hints;
  }

  /**
   * The answers of the snapshot and configuration in force, or those of a moment ago, which are as
   * good: whoever published makes the new ones ready. Only if nobody has for {@link #PATIENCE} does
   * one who answers make them.
   */
  PreparedAnswers current() {
    PreparedAnswers known = prepared;
    if (known == null) {
      return prepare();
    }
    if (known.isOf(steering.snapshot(), steering.config())
        || !known.isOutdatedFor(PATIENCE, nanos.getAsLong())
        || !preparing.tryLock()) {
      return known;
    }
    try {
      return prepared();
    } finally {
      preparing.unlock();
    }
  }

  /**
   * Makes the answers of the snapshot and configuration in force ready, or waits until another has.
   */
  PreparedAnswers prepare() {
    preparing.lock();
    try {
      return prepared();
    } finally {
      preparing.unlock();
    }
  }

  private PreparedAnswers prepared() {
    SteeringSnapshot snapshot = steering.snapshot();
    TidegateConfig config = steering.config();
    PreparedAnswers known = prepared;
    if (known != null && known.isOf(snapshot, config)) {
      return known;
    }
    try {
      PreparedAnswers made = new PreparedAnswers(snapshot, config, intake.cells(), known);
      prepared = made;
      return made;
    } catch (RuntimeException e) {
      log.warn("answers of version {} could not be made ready", snapshot.version(), e);
      stats.count(PublicStats.Answer.UNPREPARED);
      if (known == null) {
        return PreparedAnswers.none(snapshot, config);
      }
      known.isOutdatedAnew(nanos.getAsLong());
      return known;
    }
  }

  /** Writes an answer to {@code out}. */
  void write(Asked asked, PreparedAnswers answers, boolean shedding, Instant now, Octets out) {
    write(asked, answers.service(asked.service()), answers, shedding, now, out);
  }

  /**
   * The same without a look-up.
   *
   * @param service that which was asked for; null if there is none such
   * @param shedding whether the TTL is the longer one
   */
  void write(
      Asked asked,
      @Nullable PreparedService service,
      PreparedAnswers answers,
      boolean shedding,
      Instant now,
      Octets out) {
    if (asked.form() == Asked.Form.SESSION) {
      writeSession(asked, service, now, out);
      return;
    }
    if (service == null) {
      writeUnknown(asked, answers, out);
      return;
    }
    PreparedAnswers.PreparedRegion region = service.region(asked.viewer().region());
    PreparedGroup group = region.group(asked.viewer().network());
    if (group == null) {
      writeUnknown(asked, answers, out);
      return;
    }
    int ttl = ttl(service, group, asked.session().hashCode(), shedding);
    PreparedGroup.Order order = order(asked, service, group);
    report(asked, region.cells(), order, ttl, now);
    if (asked.form() == Asked.Form.RANK) {
      writeRank(asked, service, group, order, ttl, answers, now, out);
    } else {
      writeManifest(ttl, asked, service, order, out);
    }
  }

  /** What one session, or at the edge one bucket, is told; {@code hash} is any 32 bits of it. */
  static int ttl(PreparedService service, PreparedGroup group, int hash, boolean shedding) {
    int ttl = plainTtl(service, group, shedding);
    return shedding ? Ttl.overload(ttl, hash) : Ttl.jittered(ttl, hash);
  }

  /** Seconds before jitter. */
  static int plainTtl(PreparedService service, PreparedGroup group, boolean shedding) {
    return shedding ? Math.max(service.overloadTtl(), group.ttlSeconds()) : group.ttlSeconds();
  }

  /** The order of the session's bucket: permitted CDNs only, those that just failed it last. */
  private static PreparedGroup.Order order(
      Asked asked, PreparedService service, PreparedGroup group) {
    PreparedGroup.Order order =
        group.offered(Buckets.of(bucketKey(asked, service)), asked.viewer());
    List<String> failed = asked.form() == Asked.Form.RANK ? asked.query().failed() : List.of();
    if (failed.isEmpty()) {
      return order;
    }
    List<PreparedGroup.Piece> well = new ArrayList<>();
    List<PreparedGroup.Piece> last = new ArrayList<>();
    for (PreparedGroup.Piece piece : order.pieces()) {
      (failed.contains(piece.cdn()) ? last : well).add(piece);
    }
    well.addAll(last);
    return new PreparedGroup.Order(well);
  }

  /** What the bucket is of: the session, or the title where the service keeps its caches. */
  private static String bucketKey(Asked asked, PreparedService service) {
    return switch (service.detail().bucketKey()) {
      case SESSION -> asked.session();
      case CONTENT -> asked.query().path().map(Buckets::title).orElse(asked.session());
    };
  }

  /** Counts the poll where the player says it is, else where it is sent. */
  private void report(
      Asked asked, Cells.There cells, PreparedGroup.Order order, int ttl, Instant now) {
    Map<String, Spot> place = cells.in(asked.viewer().network());
    @Nullable Spot spot = null;
    if (asked.query().reported().isPresent()) {
      spot = place.get(asked.query().reported().get());
      if (spot == null) {
        stats.count(PublicStats.Answer.UNKNOWN_PATHWAY);
      }
    }
    if (spot == null) {
      spot = place.get(order.assignment());
    }
    if (spot != null) {
      intake.polled(spot, asked.session(), asked.viewer().prefix(), ttl, now.toEpochMilli());
    }
  }

  /** A manifest; {@code reload} is a URL, which has no character that JSON escapes. */
  static void writeManifest(int ttl, String reload, PreparedGroup.Order order, Octets out) {
    out.put(MANIFEST_HEAD).number(ttl).put(MANIFEST_RELOAD).ascii(reload);
    out.put(MANIFEST_PRIORITY).put(order.priority()).put('}');
  }

  private static void writeManifest(
      int ttl, Asked asked, PreparedService service, PreparedGroup.Order order, Octets out) {
    out.put(MANIFEST_HEAD).number(ttl).put(MANIFEST_RELOAD);
    writeReloadUri(asked, service, out);
    out.put(MANIFEST_PRIORITY).put(order.priority()).put('}');
  }

  /**
   * Absolute; all that players must bring again, as they add nothing themselves. A region that is
   * none of ours was not honoured, and is not carried on.
   */
  private static void writeReloadUri(Asked asked, PreparedService service, Octets out) {
    out.ascii(asked.form() == Asked.Form.HLS ? service.hlsReload() : service.dashReload());
    out.ascii(PercentText.encode(asked.session()));
    Query query = asked.query();
    if (asked.trusted()) {
      if (query.region().isPresent() && query.region().get().equals(asked.viewer().region())) {
        writeParameter("&region=", query.region(), out);
      }
      if (query.asn().isPresent()) {
        out.ascii("&asn=").ascii(Long.toString(query.asn().getAsLong()));
      }
      writeParameter("&device=", query.device(), out);
    }
    if (service.detail().bucketKey() == TidegateConfig.BucketKey.CONTENT) {
      writeParameter("&path=", query.path(), out);
    }
  }

  private static void writeParameter(String name, Optional<String> value, Octets out) {
    if (value.isPresent()) {
      out.ascii(name).ascii(PercentText.encode(value.get()));
    }
  }

  private void writeRank(
      Asked asked,
      PreparedService service,
      PreparedGroup group,
      PreparedGroup.Order order,
      int ttl,
      PreparedAnswers answers,
      Instant now,
      Octets out) {
    out.put(service.rankHead());
    JsonText.quote(asked.session(), out);
    out.put(group.rankRegion).put(answers.versionJson()).put(group.rankMode);
    out.number(ttl);
    out.put(RANKING);
    byte[] path = path(asked.query());
    for (int i = 0; i < order.pieces().size(); i++) {
      PreparedGroup.Piece piece = order.pieces().get(i);
      if (i > 0) {
        out.put(',');
      }
      out.put(before(asked, service, group, piece)).put(path).put(piece.after());
    }
    out.put(']');
    out.put(service.beaconHead()).put('"');
    out.put(intake.tokens().octets(asked.service(), asked.session(), prefix(asked), now));
    out.put('"').put(service.beaconTail());
    writeHints(hints.of(asked.service(), asked.viewer().region()), out);
  }

  /** Up to the content path: by the CDN's own host, or by the name that DNS leads there. */
  private byte[] before(
      Asked asked, PreparedService service, PreparedGroup group, PreparedGroup.Piece piece) {
    if (service.detail().pick() != TidegateConfig.Pick.BUCKET_HOST) {
      return piece.before();
    }
    int bucket = Buckets.of(bucketKey(asked, service));
    TidegateConfig.CdnDetail cdn = service.detail().cdns().get(piece.cdn());
    return cdn == null
        ? piece.before()
        : bucketHosts
            .of(asked.service(), group.region(), bucket, piece.cdn())
            .map(host -> piece.before(cdn.baseUrl(), host))
            .orElse(piece.before());
  }

  /** The content path as it stands in the URLs of a ranking. */
  private static byte[] path(Query query) {
    if (query.path().isEmpty()) {
      return ROOT;
    }
    String quoted = JsonText.quote(PercentText.encodePath(query.path().get()));
    return bytes(quoted.substring(1, quoted.length() - 1));
  }

  private SessionTokens.Token token(Asked asked, Instant now) {
    return intake.tokens().issue(asked.service(), asked.session(), prefix(asked), now);
  }

  private static long prefix(Asked asked) {
    return asked.viewer().prefix();
  }

  /** Where and how often to report; without a token where the answer is not of one session. */
  static void writeBeacon(
      PreparedService service, Optional<SessionTokens.Token> token, Octets out) {
    out.put(service.beaconHead());
    if (token.isPresent()) {
      out.put('"').ascii(token.get().text()).put('"');
    } else {
      out.ascii("null");
    }
    out.put(service.beaconTail());
  }

  private void writeSession(
      Asked asked, @Nullable PreparedService service, Instant now, Octets out) {
    out.ascii("{\"session\":");
    out.utf8(JsonText.quote(asked.session()));
    if (service == null) {
      out.ascii(",\"token\":null,\"expires\":null,\"beacon\":null}");
      return;
    }
    SessionTokens.Token token = token(asked, now);
    out.ascii(",\"token\":\"" + token.text() + "\",\"expires\":" + token.expires().toEpochMilli());
    writeBeacon(service, Optional.of(token), out);
    out.put('}');
  }

  /** What is given when an answer could not be made: never a failure, and soon asked for again. */
  void writeStatic(Asked asked, PreparedAnswers answers, Octets out) {
    PreparedService service = answers.service(asked.service());
    if (service == null || asked.form() == Asked.Form.SESSION) {
      writeUnknown(asked, answers, out);
      return;
    }
    int ttl = Math.toIntExact(service.service().ttl().toSeconds());
    List<PreparedGroup.Piece> open = configured(service, asked.viewer().region());
    if (asked.form() == Asked.Form.RANK) {
      writeStaticRank(asked, answers, ttl, open, out);
    } else {
      writeManifest(ttl, asked, service, new PreparedGroup.Order(open), out);
    }
  }

  /** The CDNs that are configured there and open to everyone, those of the largest weight first. */
  private static List<PreparedGroup.Piece> configured(PreparedService service, String region) {
    Weights weights = service.service().staticWeights(region);
    List<PreparedGroup.Piece> open = new ArrayList<>();
    for (String id : weights.shares().keySet()) {
      Cdn cdn = service.service().cdns().get(id);
      TidegateConfig.CdnDetail detail = service.detail().cdns().get(id);
      if (cdn != null && detail != null && cdn.access().open()) {
        String baseUrl = detail.baseUrl().toString();
        open.add(PreparedGroup.Piece.of(id, Access.OPEN, baseUrl, weights.of(id)));
      }
    }
    open.sort(Comparator.comparingInt(piece -> -weights.of(piece.cdn())));
    return open;
  }

  /** A service that is not configured: an empty list, so that a player never stops steering. */
  private static void writeUnknown(Asked asked, PreparedAnswers answers, Octets out) {
    if (asked.form() == Asked.Form.RANK) {
      writeStaticRank(asked, answers, UNKNOWN_TTL, List.of(), out);
      return;
    }
    out.utf8(
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

  private static void writeStaticRank(
      Asked asked, PreparedAnswers answers, int ttl, List<PreparedGroup.Piece> pieces, Octets out) {
    out.utf8(
        "{\"service\":"
            + JsonText.quote(asked.service())
            + ",\"session\":"
            + JsonText.quote(asked.session())
            + ",\"region\":"
            + JsonText.quote(asked.viewer().region())
            + ",\"version\":"
            + JsonText.quote(answers.version())
            + ",\"mode\":\"static\",\"ttl\":"
            + ttl);
    out.put(RANKING);
    writePieces(pieces, path(asked.query()), out);
    out.ascii("],\"beacon\":null");
    writeHints(Hints.NOTHING, out);
  }

  private static void writePieces(List<PreparedGroup.Piece> pieces, byte[] path, Octets out) {
    for (int i = 0; i < pieces.size(); i++) {
      if (i > 0) {
        out.put(',');
      }
      out.put(pieces.get(i).before()).put(path).put(pieces.get(i).after());
    }
  }

  static void writeHints(String hints, Octets out) {
    out.put(HINTS);
    out.utf8(hints);
    out.put('}');
  }
}
