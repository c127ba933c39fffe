package dev.tidegate.api.steer;

import dev.tidegate.api.geo.Geo;
import dev.tidegate.api.geo.Viewer;
import dev.tidegate.api.steer.Asked.Form;
import dev.tidegate.api.steer.PublicStats.Answer;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the replies to steering requests, whichever lane they came by. Thread-safe. */
final class Replies {
  private static final Logger log = LoggerFactory.getLogger(Replies.class);
  private static final HexFormat HEX = HexFormat.of();
  private static final Map<String, Form> READ =
      Map.of("rank", Form.RANK, "hls", Form.HLS, "dash", Form.DASH);

  private final Answers answers;
  private final Edge edge;
  private final Supplier<Geo> geo;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final Supplier<Strain> strain;
  private final PublicStats stats;

  Replies(
      Answers answers,
      Edge edge,
      Supplier<Geo> geo,
      InstantSource clock,
      RandomGenerator random,
      Supplier<Strain> strain,
      PublicStats stats) {
    this.answers = answers;
    this.edge = edge;
    this.geo = geo;
    this.clock = clock;
    this.random = random;
    this.strain = strain;
    this.stats = stats;
  }

  /**
   * Writes the reply to a {@code GET}; false, with nothing written, if the target is of none of the
   * forms that are read.
   */
  boolean read(Target target, Heard heard, Reply out) {
    if (target.resource().equals("edge")) {
      Optional<EdgeTarget> asked = EdgeTarget.of(target.path());
      asked.ifPresent(a -> edge(a, heard, out));
      return asked.isPresent();
    }
    Form form = READ.get(target.resource());
    if (form == null || target.service().isEmpty()) {
      return false;
    }
    steer(form, target.service().get(), target, heard, out);
    return true;
  }

  /** True if the target is of one of the forms that are read. */
  static boolean isRead(Target target) {
    return target.resource().equals("edge")
        ? EdgeTarget.of(target.path()).isPresent()
        : target.service().isPresent() && READ.containsKey(target.resource());
  }

  private void edge(EdgeTarget asked, Heard heard, Reply out) {
    boolean shed = strain.get().lengthensTtl();
    PreparedAnswers current = answers.current();
    try {
      edge.write(asked, current, shed, heard, out.clear());
    } catch (RuntimeException e) {
      log.warn("an edge answer of {} failed, and no CDN was named", asked.service(), e);
      stats.count(Answer.FALLBACK);
      edge.writeNothing(asked, current, heard, out.clear());
    }
    stats.count(Answer.EDGE);
    count(shed);
  }

  /** Writes one session's reply. */
  void steer(Form form, String service, Target target, Heard heard, Reply out) {
    boolean shed = strain.get().lengthensTtl();
    PreparedAnswers current = answers.current();
    Query query = Query.parse(target.text(), target.queryFrom(), form.pathwayKey);
    PreparedAnswers.PreparedService known = current.service(service);
    boolean trusted = known != null && known.detail().trustClientRegion();
    Viewer viewer = locate(heard, trusted ? query : Query.NONE);
    String session = query.session().isPresent() ? query.session().get() : mint();
    Asked asked = new Asked(form, service, session, query, viewer, trusted);
    out.clear().type(form.contentType);
    try {
      answers.write(asked, known, current, shed, clock.instant(), out.body);
    } catch (RuntimeException e) {
      log.warn("an answer of {} failed, and configured weights were given", service, e);
      stats.count(Answer.FALLBACK);
      out.body.clear();
      answers.writeStatic(asked, current, out.body);
    }
    stats.count(form.counted);
    count(shed);
  }

  private void count(boolean shed) {
    if (shed) {
      stats.count(Answer.SHED);
    }
  }

  private Viewer locate(Heard heard, Query believed) {
    Geo where = geo.get();
    byte[] client = client(heard, where);
    boolean silent =
        believed.region().isEmpty() && believed.asn().isEmpty() && believed.device().isEmpty();
    return where.locate(
        client,
        silent
            ? Geo.Claim.NONE
            : new Geo.Claim(believed.region(), believed.asn(), believed.device()));
  }

  /** The client's own address. */
  static byte[] client(Heard heard, Geo where) {
    return where.client(
        heard.peer(), where.trustsProxies() ? heard.all(where.clientIpHeader()) : List.of());
  }

  /** Takes in how long a read and its answers took, in nanoseconds. */
  void took(long nanos) {
    stats.times().took(nanos);
  }

  /** A new session: 128 random bits. */
  private String mint() {
    return HEX.toHexDigits(random.nextLong()) + HEX.toHexDigits(random.nextLong());
  }
}
