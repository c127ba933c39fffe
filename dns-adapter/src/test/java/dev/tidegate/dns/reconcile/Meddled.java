package dev.tidegate.dns.reconcile;

import dev.tidegate.dns.plan.Layout;
import dev.tidegate.dns.plan.Plan;
import dev.tidegate.dns.plan.RecordData;
import dev.tidegate.dns.plan.RecordKey;
import dev.tidegate.dns.plan.ZoneContent;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.BooleanSupplier;

/** A backend with something happening just before or just after each plan is carried out. */
record Meddled(Backend backend, Happening before, Happening after) implements Backend {
  interface Happening {
    void happen() throws Exception;
  }

  private static void happens(Happening happening) {
    try {
      happening.happen();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void apply(Plan plan) throws BackendException {
    happens(before);
    backend.apply(plan);
    happens(after);
  }

  @Override
  public void forget(Set<String> names) throws BackendException {
    backend.forget(names);
  }

  @Override
  public String name() {
    return backend.name();
  }

  @Override
  public Capabilities capabilities() {
    return backend.capabilities();
  }

  @Override
  public Layout layout() {
    return backend.layout();
  }

  @Override
  public ZoneContent observe() throws BackendException {
    return backend.observe();
  }

  @Override
  public SortedMap<String, Verification.Answer> propagation(BooleanSupplier superseded) {
    return backend.propagation(superseded);
  }

  @Override
  public List<Expectation> expectations(Plan plan) {
    return backend.expectations(plan);
  }

  @Override
  public List<Expectation> expectations(RecordKey key, RecordData data) {
    return backend.expectations(key, data);
  }

  @Override
  public void close() {
    backend.close();
  }
}
