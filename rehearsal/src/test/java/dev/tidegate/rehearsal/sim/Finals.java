package dev.tidegate.rehearsal.sim;

import dev.tidegate.rehearsal.Variant;
import dev.tidegate.rehearsal.model.DemandCurve;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** A final with four regions of three networks and four CDNs, and things that befall it. */
final class Finals {
  private Finals() {}

  static Scenario of(String name, Incident... incidents) {
    return of(name, Curves.flat(0.55), incidents);
  }

  static Scenario of(String name, DemandCurve demand, Incident... incidents) {
    return new Scenario(
        name,
        "",
        Duration.ofMinutes(5),
        Duration.ofMinutes(15),
        1,
        List.of(
            new Scenario.Region("r0", 35),
            new Scenario.Region("r1", 30),
            new Scenario.Region("r2", 20),
            new Scenario.Region("r3", 15)),
        List.of(
            new Scenario.Network("n0", 50),
            new Scenario.Network("n1", 35),
            new Scenario.Network("n2", 15)),
        List.of(
            Scenario.Cdn.of("cdn-a", 40, 0.38),
            Scenario.Cdn.of("cdn-b", 30, 0.30),
            Scenario.Cdn.of("cdn-c", 20, 0.22),
            Scenario.Cdn.of("cdn-d", 10, 0.10)),
        new Audience(400_000, demand, 5e6),
        Clientele.STANDARD,
        List.of(incidents),
        Reporting.STANDARD,
        Noise.STANDARD,
        Optional.empty(),
        Optional.empty(),
        Conduct.STANDARD,
        List.of(1L));
  }

  /** This part of viewers have phones, and another part in n1. */
  static Scenario withPhones(double share, double inN1, Scenario plain) {
    Clientele usual = plain.clientele();
    SortedMap<String, Double> many = new TreeMap<>(Map.of("n1", inN1));
    SortedMap<String, Double> few = new TreeMap<>(Map.of("n1", 1 - inN1));
    Clientele clientele =
        new Clientele(
            usual.ways(),
            List.of(
                new Clientele.Kind("phones", share, many),
                new Clientele.Kind("others", 1 - share, few)),
            usual.ttl(),
            usual.incidentTtl(),
            usual.failover(),
            usual.penaltyBox(),
            usual.attempts(),
            usual.retries(),
            usual.arrivalFor());
    return Variant.of(plain).clientele(clientele).scenario();
  }

  static Incident from100To700(Incident.Effect effect, Incident.Reach reach) {
    return Incident.of(effect, reach, Duration.ofSeconds(100), Duration.ofSeconds(700));
  }

  /** The same, and no beacon comes between two seconds. */
  static Scenario silent(int from, int until, Scenario whole) {
    Reporting usual = whole.reporting();
    Reporting reporting =
        new Reporting(
            usual.interval(),
            usual.sampled(),
            usual.delay(),
            usual.covers(),
            usual.requests(),
            List.of(new Reporting.Span(Duration.ofSeconds(from), Duration.ofSeconds(until))),
            usual.liars(),
            usual.probes());
    return Variant.of(whole).reporting(reporting).scenario();
  }

  /** The same, shorter: long enough for baselines, a fault at 100 s and what is done about it. */
  static Scenario brief(Scenario whole) {
    return Variant.of(whole).lasting(Duration.ofSeconds(150), Duration.ofSeconds(220)).scenario();
  }

  /** Nobody steers: the configured weights stand. */
  static final Steering.Factory STATIC =
      new Steering.Factory() {
        @Override
        public String name() {
          return "static";
        }

        @Override
        public Steering make(Scenario scenario, dev.tidegate.model.Setup setup, long seed) {
          Plan plan = Plan.ofWeights(scenario);
          return seen -> plan;
        }
      };
}
