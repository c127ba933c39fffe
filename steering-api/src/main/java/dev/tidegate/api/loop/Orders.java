package dev.tidegate.api.loop;

import dev.tidegate.model.Audience;
import dev.tidegate.model.OperatorOverride;
import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** What operators wrote, as the loop last read it: overrides, and audiences they expect. */
final class Orders {
  private final StoreCache<OperatorOverride> overrides;
  private final StoreCache<Audience> audiences;
  private final BooleanSupplier behind;

  /**
   * Reads both; what the store cannot tell now is {@link #stale}.
   *
   * @param behind whether what the store told last may be older than what was written
   */
  Orders(
      Supplier<List<OperatorOverride>> overrides,
      Supplier<List<Audience>> audiences,
      BooleanSupplier behind,
      LoopMeter meter) {
    this.behind = behind;
    this.overrides = new StoreCache<>(overrides, meter);
    this.audiences = new StoreCache<>(audiences, meter);
    readAll();
  }

  /** Those that have not expired. */
  List<OperatorOverride> overrides(Instant now) {
    return overrides.known().stream().filter(o -> o.expires().isAfter(now)).toList();
  }

  List<Audience> audiences() {
    return audiences.known();
  }

  void overridesChanged() {
    overrides.refresh();
  }

  void audiencesChanged() {
    audiences.refresh();
  }

  void readAll() {
    overrides.refresh();
    audiences.refresh();
  }

  /** Whether something was written that could not be read yet. */
  boolean stale() {
    return overrides.stale() || audiences.stale() || behind.getAsBoolean();
  }
}
