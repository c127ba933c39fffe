package dev.tidegate.model;

import java.util.Locale;

/**
 * Why something was decided: the numbers it was decided on, as data. {@link #text} says the same to
 * a person.
 */
public sealed interface Reason {
  /** Failures or stalls in excess of the other CDNs there and of its own past. */
  record Damage(
      String scope,
      String rate,
      double damage,
      double acute,
      double z,
      double observed,
      double reference,
      double samples,
      double minimumDetectable)
      implements Reason {}

  /** Probes failing in consecutive rounds, with what the beacons said. */
  record Outage(int failingRounds, String outcome, String beacons, double observed)
      implements Reason {}

  /** A live playlist that stands still or lags while another CDN's advances. */
  record Stale(long stoodStillMillis, int lagSegments) implements Reason {}

  /** First bytes slower than the other CDNs' and than its own past. */
  record Latency(double ratio, double medianMillis, double referenceMillis) implements Reason {}

  /** Load over what the CDN, its contract or the origin can carry. */
  record Capacity(String bound, double utilisation, double limit) implements Reason {}

  /** An operator's word. */
  record Ordered(String id, String action, String author, String why) implements Reason {}

  /** Evidence that the CDN is well again, and how far its return has come. */
  record Recovery(double odds, double samples, double slowStart) implements Reason {}

  /** Sessions moved to the CDN fared worse than where they left. */
  record ArrivalsWorse(double observed, double left, double z) implements Reason {}

  /** The few sessions kept on a CDN so that its state is known. */
  record Canary(double share) implements Reason {}

  /** It receives what others gave up. */
  record Receives(String from) implements Reason {}

  /** Telemetry was silent. */
  record Silence(double seconds) implements Reason {}

  /** The configured weights. */
  record Configured(String what) implements Reason {}

  /** One sentence for a person. */
  default String text() {
    return switch (this) {
      case Damage d ->
          say(
              "%s of sessions' %s is bad, %s expected; %.1f points worse than its peers and past "
                  + "(z %.1f, %.0f samples, scope %s)",
              percent(d.observed),
              d.rate,
              percent(d.reference),
              d.acute * 100,
              d.z,
              d.samples,
              d.scope);
      case Outage o ->
          say("probes fail for %d rounds (%s); players: %s", o.failingRounds, o.outcome, o.beacons);
      case Stale s ->
          say(
              "its live playlist stood still for %.1f s and lags by %d segments",
              s.stoodStillMillis / 1000.0, s.lagSegments);
      case Latency l ->
          say(
              "first bytes take %.0f ms, %.1f times what its peers and past let expect (%.0f ms)",
              l.medianMillis, l.ratio, l.referenceMillis);
      case Capacity c ->
          say(
              "%s is at %s of its capacity, limit %s",
              c.bound, percent(c.utilisation), percent(c.limit));
      case Ordered o -> say("%s by %s (%s): %s", o.action, o.author, o.id, o.why);
      case Recovery r ->
          say(
              "well again over %.0f samples (log odds %.1f); %s of its share may return",
              r.samples, r.odds, percent(r.slowStart));
      case ArrivalsWorse a ->
          say(
              "sessions moved there fail at %s, %s where they left (z %.1f)",
              percent(a.observed), percent(a.left), a.z);
      case Canary c -> say("canaries: %s of sessions keep its state known", percent(c.share));
      case Receives r -> say("receives from %s", r.from);
      case Silence s -> say("no beacons for %.0f s; weights are held", s.seconds);
      case Configured c -> c.what;
    };
  }

  private static String say(String form, Object... values) {
    return String.format(Locale.ROOT, form, values);
  }

  private static String percent(double share) {
    return say("%.1f %%", share * 100);
  }
}
