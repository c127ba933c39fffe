package dev.tidegate.dns.reconcile;

import dev.tidegate.dns.plan.Layout;
import dev.tidegate.dns.plan.Plan;
import dev.tidegate.dns.plan.RecordData;
import dev.tidegate.dns.plan.RecordKey;
import dev.tidegate.dns.plan.ZoneContent;
import dev.tidegate.dns.plan.Zones;
import dev.tidegate.dns.reconcile.BackendException.Kind;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A zone in memory, whose next writes end as a test says. */
final class MemoryBackend implements Backend {
  /** How a write ends; {@code written} says whether it was done nevertheless. */
  record End(Kind kind, boolean written) {}

  private final Layout layout;
  final Deque<End> ends = new ArrayDeque<>();
  final List<Set<String>> forgotten = new ArrayList<>();
  Optional<Kind> unseen = Optional.empty();
  boolean forgetful = true;
  int looks;
  int writes;
  private ZoneContent zone = Zones.empty();

  MemoryBackend(Layout layout) {
    this.layout = layout;
  }

  /** So many writes end well before the first that ends as {@link #ends} says. */
  private int well;

  void after(int writes) {
    well = writes;
  }

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public Capabilities capabilities() {
    return new Capabilities(false, Capabilities.Atomicity.PLAN, true, Duration.ofMillis(1200));
  }

  @Override
  public Layout layout() {
    return layout;
  }

  @Override
  public ZoneContent observe() throws BackendException {
    looks++;
    if (unseen.isPresent()) {
      throw new BackendException(unseen.get(), "as the test says");
    }
    return zone;
  }

  @Override
  public void apply(Plan plan) throws BackendException {
    writes++;
    End end = well > 0 ? null : ends.poll();
    well = Math.max(0, well - 1);
    if (end == null || end.written()) {
      zone = Zones.after(zone, plan);
    }
    if (end != null) {
      throw new BackendException(end.kind(), "as the test says");
    }
  }

  @Override
  public void forget(Set<String> names) throws BackendException {
    if (!forgetful) {
      throw new BackendException(Kind.UNKNOWN, "caches may hold what was before");
    }
    forgotten.add(Set.copyOf(names));
  }

  @Override
  public List<Expectation> expectations(RecordKey key, RecordData data) {
    return List.of(Expectation.of(key.name(), key.type(), Set.of(data.value())));
  }

  @Override
  public void close() {}
}
