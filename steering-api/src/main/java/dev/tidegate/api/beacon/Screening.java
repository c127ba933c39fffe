package dev.tidegate.api.beacon;

import dev.tidegate.answer.SteeringSnapshot;
import dev.tidegate.api.beacon.IntakeStats.Reason;
import dev.tidegate.api.config.TidegateConfig;
import dev.tidegate.api.geo.Addresses;
import dev.tidegate.api.geo.Geo;
import dev.tidegate.api.geo.Viewer;
import dev.tidegate.model.Cdn;
import dev.tidegate.model.Cell;
import dev.tidegate.model.Service;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Supplier;

/** What of the beacons is believed, and how far; the rest is counted by why it is not. */
final class Screening {
  private static final Duration TOO_OLD = Duration.ofSeconds(60);
  private static final Duration TOO_NEW = Duration.ofSeconds(60);
  private static final double LEAST_SAMPLED = 0.01;
  private static final int MAX_SESSION = 128;

  private final SessionTokens tokens;
  private final Supplier<SteeringSnapshot> answers;
  private final Viewership viewership;
  private final Supplier<Cells> cells;
  private final IntakeStats stats;

  Screening(
      SessionTokens tokens,
      Supplier<SteeringSnapshot> answers,
      Viewership viewership,
      Supplier<Cells> cells,
      IntakeStats stats) {
    this.tokens = tokens;
    this.answers = answers;
    this.viewership = viewership;
    this.cells = cells;
    this.stats = stats;
  }

  /** The beacon with what is known of its sender; empty, and counted, if it is not believed. */
  Optional<Report> report(
      Service service,
      TidegateConfig.ServiceDetail detail,
      NativeBeacon beacon,
      Geo geo,
      byte[] client,
      Instant now) {
    Optional<String> session =
        beacon.session().filter(s -> s.codePointCount(0, s.length()) <= MAX_SESSION);
    long prefix = Addresses.prefix(client);
    double trust = trust(service, detail, beacon, session, prefix, now);
    if (trust == 0) {
      return Optional.empty();
    }
    double sampled = beacon.sampled().orElse(1);
    if (!(sampled > 0 && sampled <= 1)) {
      stats.drop(Reason.BAD_VALUE);
      return Optional.empty();
    }
    double weight = 1 / Math.max(sampled, LEAST_SAMPLED);
    Geo.Claim claim =
        detail.trustClientRegion()
            ? new Geo.Claim(beacon.region(), beacon.asn(), beacon.device())
            : Geo.Claim.NONE;
    Viewer viewer = geo.locate(client, claim);
    // Without a session, an address is as one session.
    String identity = session.orElseGet(() -> "@" + HexFormat.of().formatHex(client));
    return Optional.of(
        new Report(
            service,
            detail,
            viewer,
            session,
            viewership.hash(service.id(), identity),
            weight * trust,
            weight,
            answers.get().find(service.id(), viewer.region(), Optional.of(viewer.network())),
            beacon.app(),
            beacon.device(),
            now));
  }

  /** 1, or half for a token of another prefix; 0 if a token is needed and there is none good. */
  private double trust(
      Service service,
      TidegateConfig.ServiceDetail detail,
      NativeBeacon beacon,
      Optional<String> session,
      long prefix,
      Instant now) {
    boolean needed = detail.requireSignedBeacons();
    if (beacon.token().isEmpty() || session.isEmpty()) {
      if (needed) {
        stats.drop(Reason.BAD_TOKEN);
      }
      return needed ? 0 : 1;
    }
    return switch (tokens.check(beacon.token().get(), service.id(), session.get(), prefix, now)) {
      case VALID -> 1;
      case MOVED -> {
        stats.drop(Reason.MOVED_TOKEN);
        yield 0.5;
      }
      case EXPIRED -> {
        stats.drop(Reason.EXPIRED_TOKEN);
        yield needed ? 0 : 1;
      }
      case FORGED -> {
        stats.drop(Reason.BAD_TOKEN);
        yield needed ? 0 : 1;
      }
    };
  }

  /** The cell of a sample that may be believed; empty, and counted, otherwise. */
  Optional<Cell> cell(Report report, Sample sample) {
    if (sample.refused) {
      stats.drop(Reason.BAD_VALUE);
      return Optional.empty();
    }
    Cdn cdn = report.service().cdns().get(sample.cdn);
    Viewer viewer = report.viewer();
    Optional<Cell> cell =
        cells.get().find(report.service().id(), viewer.region(), viewer.network(), sample.cdn);
    if (cdn == null || cell.isEmpty()) {
      stats.drop(Reason.UNKNOWN_CDN);
      return Optional.empty();
    }
    if (report.detail().requireSignedBeacons() && !report.permitted(cdn)) {
      stats.drop(Reason.NOT_PERMITTED);
      return Optional.empty();
    }
    if (sample.get(Sample.Field.TS).isPresent()) {
      Instant ended = Instant.ofEpochMilli(sample.get(Sample.Field.TS).getAsLong());
      if (ended.isBefore(report.now().minus(TOO_OLD))) {
        stats.drop(Reason.OLD);
        return Optional.empty();
      }
      if (ended.isAfter(report.now().plus(TOO_NEW))) {
        stats.drop(Reason.FUTURE);
        return Optional.empty();
      }
    }
    return cell;
  }
}
