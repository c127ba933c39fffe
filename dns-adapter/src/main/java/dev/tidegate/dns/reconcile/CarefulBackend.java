package dev.tidegate.dns.reconcile;

import dev.tidegate.dns.plan.Layout;
import dev.tidegate.dns.plan.Plan;
import dev.tidegate.dns.plan.RecordData;
import dev.tidegate.dns.plan.RecordKey;
import dev.tidegate.dns.plan.ZoneContent;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A backend that is asked no faster than it bears, and left alone for a while after it has failed
 * several times in a row.
 */
public final class CarefulBackend implements Backend {
  /** Half of so many calls failing opens the circuit. */
  private static final int CALLS = 6;

  /** Longer than a server's restart takes, shorter than an operator's patience. */
  private static final Duration REST = Duration.ofSeconds(10);

  private final Backend backend;
  private final CircuitBreaker breaker;
  private final Spacing spacing;

  public CarefulBackend(Backend backend) {
    this(backend, Clock.systemUTC(), new Spacing(backend.capabilities().spacing()));
  }

  /**
   * @param clock by which a rest ends
   */
  CarefulBackend(Backend backend, Clock clock, Spacing spacing) {
    this.backend = backend;
    this.spacing = spacing;
    breaker =
        CircuitBreaker.of(
            backend.name(),
            CircuitBreakerConfig.custom()
                .slidingWindowSize(CALLS)
                .minimumNumberOfCalls(CALLS / 2)
                .failureRateThreshold(50)
                .waitDurationInOpenState(REST)
                .permittedNumberOfCallsInHalfOpenState(1)
                .clock(clock)
                .recordException(CarefulBackend::isFault)
                .build());
  }

  /** A conflict or a refusal is an answer; it says nothing against the server. */
  private static boolean isFault(Throwable thrown) {
    return !(thrown instanceof BackendException e)
        || switch (e.kind()) {
          case UNREACHABLE, UNKNOWN, BUSY -> true;
          case CONFLICT, REJECTED -> false;
        };
  }

  private interface Call<T> {
    T run() throws BackendException;
  }

  private <T> T guarded(Call<T> call) throws BackendException {
    if (!breaker.tryAcquirePermission()) {
      throw new BackendException(
          BackendException.Kind.UNREACHABLE,
          "left alone for " + REST.toSeconds() + " s after it failed several times");
    }
    long began = System.nanoTime();
    try {
      T result = call.run();
      breaker.onSuccess(System.nanoTime() - began, TimeUnit.NANOSECONDS);
      return result;
    } catch (BackendException | RuntimeException e) {
      breaker.onError(System.nanoTime() - began, TimeUnit.NANOSECONDS, e);
      throw e;
    }
  }

  @Override
  public ZoneContent observe() throws BackendException {
    return guarded(backend::observe);
  }

  @Override
  public void apply(Plan plan) throws BackendException {
    guarded(
        () -> {
          spacing.await();
          try {
            backend.apply(plan);
          } finally {
            spacing.done();
          }
          return plan;
        });
  }

  /** Not counted: a server whose caches cannot be emptied still takes what is written. */
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
  public SortedMap<String, Verification.Answer> propagation(BooleanSupplier superseded) {
    return backend.propagation(superseded);
  }

  @Override
  public List<Expectation> expectations(Plan plan) {
    return backend.expectations(plan);
  }

  @Override
  public List<Expectation> expectations(ZoneContent there, String owner) {
    return backend.expectations(there, owner);
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
