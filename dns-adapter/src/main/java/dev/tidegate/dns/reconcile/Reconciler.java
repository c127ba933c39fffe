package dev.tidegate.dns.reconcile;

import dev.tidegate.dns.plan.Census;
import dev.tidegate.dns.plan.Guard;
import dev.tidegate.dns.plan.Intended;
import dev.tidegate.dns.plan.Limits;
import dev.tidegate.dns.plan.Plan;
import dev.tidegate.dns.plan.Planner;
import dev.tidegate.dns.plan.RecordData;
import dev.tidegate.dns.plan.RecordKey;
import dev.tidegate.dns.plan.ScopePlan;
import dev.tidegate.dns.plan.Violation;
import dev.tidegate.dns.plan.ZoneContent;
import dev.tidegate.dns.reconcile.Verification.Answer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings one zone in step with a snapshot: intended, observed, plan, guard, apply, verify. Whatever
 * fails, the zone keeps what it said; the next round begins by looking again. One thread at a time.
 */
public final class Reconciler implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Reconciler.class);

  private final Backend backend;
  private final Verifier verifier;
  private final Limits limits;
  private final InstantSource clock;
  private final Book book;

  /** What stands for the caches among servers, where they could not be emptied. */
  private static final String CACHES = "caches";

  private final BrokenContents broken = new BrokenContents();
  private final Doubt doubt = new Doubt();
  private BooleanSupplier superseded = () -> false;

  public Reconciler(Backend backend, Verifier verifier, Limits limits, InstantSource clock) {
    this.backend = backend;
    this.verifier = verifier;
    this.limits = limits;
    this.clock = clock;
    this.book = new Book(backend.layout(), limits.owner());
  }

  /** The backend and its zone. */
  public String name() {
    return backend.name();
  }

  /** The records at names of ours, as last seen or written. Safe from any thread. */
  public SortedMap<RecordKey, RecordData> records() {
    return book.records();
  }

  /** The servers that are asked, as {@link Verification} names them. */
  public List<String> servers() {
    return verifier.names();
  }

  public Backend backend() {
    return backend;
  }

  /** What a round would do, and whether the guard would let it. Changes nothing. */
  public Round plan(Intended intended) {
    return round(intended, false);
  }

  /** One round. Never throws for what a server or the zone's content does. */
  public Round round(Intended intended) {
    return round(intended, () -> false);
  }

  /**
   * One round that does not keep a newer one waiting: it writes, and is done with asking as soon as
   * it is superseded.
   */
  Round round(Intended intended, BooleanSupplier superseded) {
    this.superseded = superseded;
    return round(intended, true);
  }

  /** Whether every server answers what the zone says. Changes nothing. */
  public Round verify(Intended intended) {
    Instant at = clock.instant();
    try {
      ZoneContent there = backend.observe();
      Verification asked =
          verifier.verify(backend.expectations(there, limits.owner()), () -> false);
      Plan plan = planned(intended, there);
      Outcome outcome = plan.isEmpty() ? new Outcome.InStep() : new Outcome.Planned();
      return book.round(at, name(), intended, plan, outcome, there, Optional.of(asked));
    } catch (BackendException e) {
      return book.unseen(at, name(), intended, failed(e));
    }
  }

  private Round round(Intended intended, boolean apply) {
    Instant at = clock.instant();
    ZoneContent there;
    try {
      there = backend.observe();
    } catch (BackendException e) {
      return book.unseen(at, name(), intended, failed(e));
    }
    Plan plan = planned(intended, there);
    List<Violation> violations = plan.isEmpty() ? List.of() : check(at, plan, there, intended);
    if (apply) {
      Optional<Doubt.Broken> stands = stillBroken(there);
      if (stands.isPresent() && !(violations.isEmpty() && replaces(plan, stands.get().plan()))) {
        Outcome outcome = takeBack(stands.get());
        return book.round(at, name(), intended, plan, outcome, there, Optional.empty());
      }
    }
    if (plan.isEmpty()) {
      return unwritten(at, intended, plan, new Outcome.InStep(), there, apply);
    }
    if (!violations.isEmpty()) {
      return unwritten(at, intended, plan, new Outcome.Refused(violations), there, apply);
    }
    if (!apply) {
      return book.round(at, name(), intended, plan, new Outcome.Planned(), there, Optional.empty());
    }
    return apply(at, intended, plan, there);
  }

  /** The zone stays as it is; whether it is served so is asked now and then. */
  private Round unwritten(
      Instant at, Intended intended, Plan plan, Outcome known, ZoneContent there, boolean apply) {
    Optional<Verification> asked = Optional.empty();
    Outcome outcome = known;
    if (apply && doubt.due(at)) {
      Optional<Plan> unproved = doubt.plan();
      Verification seen = asked(there);
      asked = Optional.of(seen);
      answered(at, seen);
      if (known.inStep() && unproved.map(p -> seen.brokenAt(p.names())).orElse(false)) {
        outcome = rollBack(at, unproved.orElseThrow(), seen);
      }
    }
    return book.round(at, name(), intended, plan, outcome, there, asked);
  }

  /** True if what was written is not yet known to be served. */
  boolean doubts() {
    return doubt.open();
  }

  /** What was cut short leaves the doubt open. */
  private void answered(Instant at, Verification seen) {
    if (seen.servers().containsKey(CACHES)) {
      return;
    }
    if (!doubt.open() || seen.right() || seen.broken() || !superseded.getAsBoolean()) {
      doubt.answered(at, seen);
    }
  }

  private Verification asked(ZoneContent there) {
    List<Expectation> expected = backend.expectations(there, limits.owner());
    if (!doubt.open()) {
      Verification seen = verifier.glance(expected, superseded);
      return doubt.pending() ? seen.with(backend.propagation(superseded)) : seen;
    }
    TreeSet<String> names = new TreeSet<>(doubt.names());
    if (names.isEmpty()) { // whoever was here before is not known to have done it
      expected.forEach(e -> names.add(e.name()));
    }
    return proved(names, expected);
  }

  /**
   * Asks for what was written, once nobody keeps what was there before. Where that cannot be had,
   * whatever servers answer proves nothing: they are not asked, and the doubt stays open.
   */
  private Verification proved(Set<String> names, List<Expectation> expected) {
    try {
      backend.forget(names);
    } catch (BackendException e) {
      return new Verification(
          new TreeMap<>(Map.of(CACHES, new Answer.Pending(String.valueOf(e.getMessage())))));
    }
    SortedMap<String, Answer> propagation = backend.propagation(superseded); // waits for it
    return verifier.verify(expected, superseded).with(propagation);
  }

  private Plan planned(Intended intended, ZoneContent there) {
    return Planner.plan(name(), limits.owner(), intended, there, backend.layout());
  }

  private List<Violation> check(Instant at, Plan plan, ZoneContent there, Intended intended) {
    List<Violation> found =
        new ArrayList<>(new Guard(limits, backend.layout()).check(plan, there, intended));
    found.addAll(broken.check(plan, at));
    return found;
  }

  private Round apply(Instant at, Intended intended, Plan plan, ZoneContent before) {
    book.seen(before);
    book.sends(plan);
    doubt.written(plan);
    try {
      Settling.carryOut(backend, plan);
    } catch (BackendException e) {
      return book.round(at, name(), intended, plan, failed(e), before, Optional.empty());
    }
    Verification verification = proved(doubt.names(), expected(plan, before));
    answered(at, verification);
    if (verification.brokenAt(plan.names())) {
      Outcome outcome = rollBack(at, plan, verification);
      return book.round(at, name(), intended, plan, outcome, before, Optional.of(verification));
    }
    book.applied(plan, before);
    return book.round(
        at, name(), intended, plan, new Outcome.Applied(), before, Optional.of(verification));
  }

  /** What the plan leaves, and what an earlier one left of which nobody knows yet. */
  private List<Expectation> expected(Plan plan, ZoneContent before) {
    List<Expectation> expected = new ArrayList<>(backend.expectations(plan));
    SortedSet<String> others = doubt.names();
    others.removeAll(plan.names());
    if (!others.isEmpty()) {
      backend.expectations(before, limits.owner()).stream()
          .filter(e -> others.contains(e.name()))
          .forEach(expected::add);
    }
    return expected;
  }

  private Outcome rollBack(Instant at, Plan plan, Verification verification) {
    boolean nothingGood = !broken.check(Rollback.of(plan), at).isEmpty();
    broken.add(plan, at);
    if (nothingGood) {
      return new Outcome.Failed(
          BackendException.Kind.REJECTED,
          verification + "; and what stood before could not be answered either");
    }
    return takeBack(new Doubt.Broken(plan, verification.toString()));
  }

  /** Until it is known to be done it is tried again with each round. */
  private Outcome takeBack(Doubt.Broken what) {
    Plan back = Rollback.of(what.plan());
    book.sends(back);
    doubt.takesBack(what);
    try {
      backend.observe(); // a backend may need what stands there now, not what stood before
      Settling.carryOut(backend, back);
      doubt.takenBack();
      forgotten(back);
      return new Outcome.RolledBack(what.why());
    } catch (BackendException e) {
      return new Outcome.Failed(
          e.kind(), what.why() + "; and it could not be taken back: " + e.getMessage());
    }
  }

  /** Viewers wait for it; where it fails, the doubt is open and the next look does it. */
  private void forgotten(Plan back) {
    try {
      backend.forget(back.names());
    } catch (BackendException e) {
      log.warn("{}: after taking back: {}", name(), e.getMessage());
    }
  }

  /** What was to be taken back and still stands: nothing if a lost answer hid that it was done. */
  private Optional<Doubt.Broken> stillBroken(ZoneContent there) {
    Census census = Census.of(there, backend.layout());
    Optional<Doubt.Broken> stands =
        doubt
            .broken()
            .map(what -> new Doubt.Broken(Rollback.left(what.plan(), census), what.why()))
            .filter(what -> !what.plan().isEmpty());
    if (stands.isEmpty()) {
      doubt.takenBack();
    }
    return stands;
  }

  /** Whether nothing of what is broken would be left: then it need not be taken back first. */
  private static boolean replaces(Plan plan, Plan broken) {
    return scopes(plan).containsAll(scopes(broken));
  }

  private static Set<String> scopes(Plan plan) {
    return plan.scopes().stream().map(ScopePlan::scope).collect(Collectors.toSet());
  }

  private static Outcome failed(BackendException e) {
    return new Outcome.Failed(e.kind(), String.valueOf(e.getMessage()));
  }

  @Override
  public void close() {
    backend.close();
  }
}
