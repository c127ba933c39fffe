package dev.tidegate.api.loop;

import dev.tidegate.answer.SteeringSnapshot;
import dev.tidegate.answer.Version;
import dev.tidegate.api.nodes.Commons;
import dev.tidegate.api.nodes.Commons.Pulse;
import dev.tidegate.api.nodes.Commons.Sign;
import dev.tidegate.api.nodes.News;
import dev.tidegate.api.nodes.Rules;
import dev.tidegate.api.store.StoreException;
import dev.tidegate.engine.Inputs;
import dev.tidegate.engine.Preview;
import dev.tidegate.engine.Situation;
import dev.tidegate.engine.Step;
import dev.tidegate.model.Setup;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * One of many nodes (ADR 0014). Each tick it asks how things stand and tells what it heard; then it
 * leads, follows, or, while the store is out of reach, goes on alone.
 *
 * <pre>
 * pulse + tell --ok--> lease held or free? --> LEADING: read all, step, publish, swap
 *      |                        \--taken-----> FOLLOWING: swap in what is published, if above
 *      \--fails for 3 s----------------------> ALONE: step on what it hears, on hard evidence only
 * </pre>
 */
final class NodesTurn implements Turn {
  private final Node node;
  private final LongSupplier nanos;
  private final Reports reports;
  private final Reports.Crowds crowds;
  private final Leading leading;
  private final Alone alone;
  private final Amends amends;
  private final Whereabouts whereabouts;
  private volatile Company company =
      new Company(Company.Role.FOLLOWING, Optional.empty(), false, List.of());
  private volatile boolean reachable = true;
  private volatile boolean written;

  // The rest belongs to the loop's thread.
  private Situation situation = new Situation(Instant.EPOCH, new TreeMap<>());
  private String writes = "";
  private OptionalLong failingSince = OptionalLong.empty();

  NodesTurn(Makings of, LoopMeter loopMeter, Commons commons, NodeTerms terms, Runnable putBack) {
    NodeMeter meter = new NodeMeter();
    this.node =
        new Node(
            commons,
            terms,
            new EngineSeat(of.engine(), loopMeter),
            new Applied(terms.directory(), meter),
            new Aside(loopMeter),
            meter);
    this.nanos = of.timeline()::nanos;
    this.crowds = of.intake()::crowds;
    this.amends = new Amends(putBack, node.aside(), nanos);
    this.reports = new Reports(terms, meter);
    this.whereabouts = new Whereabouts(commons);
    this.leading = new Leading(node, new Shown(of.json(), loopMeter), nanos);
    this.alone = new Alone(node, reports, whereabouts);
  }

  @Override
  public Made begin(Setup setup, Instant now) {
    node.applied().load();
    try {
      node.commons().published().ifPresent(node::offer);
    } catch (StoreException e) {
      node.failed(e);
    }
    Optional<SteeringSnapshot> known = node.applied().snapshot();
    Step first =
        known
            .map(standing -> node.seat().resume(setup, standing, node.applied().memory(), now))
            .orElseGet(() -> node.seat().start(setup, 0, Optional.empty(), now));
    if (known.isEmpty()) {
      node.applied().beginWith(first.snapshot());
    }
    node.seat().clear();
    situation = first.situation();
    return follows();
  }

  @Override
  public Made take(Inputs own, Instant now) {
    reports.add(own, crowds, now);
    Version before = node.applied().version();
    try {
      Pulse pulse = node.commons().pulse(sign(now));
      tell();
      Made made = together(own, pulse, before, now);
      back(); // not before: a store that answers, and of which nothing can be had, is none
      situation = made.situation();
      company = whereabouts.company(leading.holds(), node, pulse, now);
      return made;
    } catch (StoreException e) {
      failed(e);
    }
    Made made = without(own, now);
    situation = made.situation();
    return made;
  }

  private Sign sign(Instant now) {
    return new Sign(
        node.terms().node(),
        node.terms().address(),
        node.terms().boot(),
        node.applied().version(),
        leading.holds(),
        now.toEpochMilli(),
        node.terms().program());
  }

  /** In a cluster of stores the logs may be away while the rest is there: they wait. */
  private void tell() {
    try {
      reports.tell(node.commons());
    } catch (StoreException e) {
      node.failed(e);
    }
  }

  private void failed(StoreException e) {
    if (failingSince.isEmpty()) {
      failingSince = OptionalLong.of(nanos.getAsLong());
    }
    // What was written here since the last pulse may be lost, and its loss would not be seen.
    amends.occasion();
    node.failed(e);
  }

  private void back() {
    if (!reachable) {
      long away = nanos.getAsLong() - failingSince.orElseGet(nanos);
      node.meter().returns(Duration.ofNanos(away), node.meter().unsent.sum());
    }
    failingSince = OptionalLong.empty();
    reachable = true;
  }

  /** With the store, and so with the others. */
  private Made together(Inputs own, Pulse pulse, Version before, Instant now) {
    if (!pulse.writes().equals(writes)) {
      written = true;
      amends.occasion();
      writes = pulse.writes();
    }
    amends.make();
    leading.keepOrTake(own, pulse, now);
    return leading.holds()
        ? leading.decide(own, pulse, situation, now)
        : follow(pulse, before, now);
  }

  private Made follow(Pulse pulse, Version before, Instant now) {
    node.seat().clear();
    Version published = pulse.published().orElse(Rules.NOTHING);
    if (Rules.applies(node.applied().version(), published)) {
      node.commons().published().ifPresent(node::offer);
    } else if (Rules.mustRaise(before, published) && before.epoch() > 0) {
      node.commons().raise(Rules.raised(before));
    }
    try {
      whereabouts.memory(node.applied(), now);
      whereabouts.view().ifPresent(view -> situation = view.situation());
    } catch (StoreException e) { // who follows can do without
      node.failed(e);
    }
    return follows();
  }

  private Made follows() {
    return new Made(node.standing(), situation, Optional.empty());
  }

  /** Without the store: for a moment what stands stands, then by what is heard here. */
  private Made without(Inputs own, Instant now) {
    long failing = nanos.getAsLong() - failingSince.orElseGet(nanos);
    if (reachable && failing < node.terms().patience().toNanos()) {
      return follows();
    }
    if (reachable) {
      node.meter().goesAlone();
      company = new Company(Company.Role.ALONE, Optional.empty(), company.pen(), List.of());
    }
    reachable = false;
    leading.lose();
    return alone.step(own, now);
  }

  @Override
  public Optional<Made> news(byte[] body) {
    if (leading.holds() || body.length == 0) {
      return Optional.empty();
    }
    try {
      Optional<SteeringSnapshot> next = News.read(body).applyTo(node.standing());
      if (next.isPresent() && node.applied().apply(next.get())) {
        if (!reachable) {
          node.seat().clear(); // what it would decide by itself goes on from what it answers
        }
        return Optional.of(follows());
      }
    } catch (IllegalArgumentException e) {
      node.meter().unreadable("news", e);
    }
    return Optional.empty();
  }

  @Override
  public Preview preview(Inputs inputs, Instant now) {
    if (company.role() != Company.Role.FOLLOWING) {
      return node.seat().preview(inputs, now);
    }
    return whereabouts.preview(node.seat(), inputs, node.standing(), node.applied().memory(), now);
  }

  @Override
  public boolean written() {
    boolean seen = written;
    written = false;
    return seen;
  }

  @Override
  public Optional<Company> company() {
    return Optional.of(company);
  }

  /** Somebody asked for what is believed: it is fetched for a while. */
  @Override
  public void asked() {
    whereabouts.asked();
  }

  @Override
  public Optional<NodeStats> nodeStats() {
    return Optional.of(node.meter().stats(company.role(), node.applied().version().epoch()));
  }

  @Override
  public void aside(Runnable task) {
    node.aside().run(task);
  }

  @Override
  public boolean wantsMending() {
    return false;
  }

  @Override
  public void mend() {}

  @Override
  public boolean reachable() {
    return reachable;
  }

  @Override
  public long dropped() {
    return 0;
  }

  @Override
  public void close() {
    leading.release();
    node.applied().save();
    node.aside().close();
  }
}
