package dev.tidegate.dns.route53;

import dev.tidegate.dns.plan.Layout;
import dev.tidegate.dns.plan.Ownership;
import dev.tidegate.dns.plan.Plan;
import dev.tidegate.dns.plan.RecordData;
import dev.tidegate.dns.plan.RecordKey;
import dev.tidegate.dns.plan.ScopePlan;
import dev.tidegate.dns.plan.ZoneContent;
import dev.tidegate.dns.reconcile.Backend;
import dev.tidegate.dns.reconcile.BackendException;
import dev.tidegate.dns.reconcile.Capabilities;
import dev.tidegate.dns.reconcile.Expectation;
import dev.tidegate.dns.reconcile.Verification.Answer;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import software.amazon.awssdk.services.route53.model.ResourceRecordSet;

/**
 * A hosted zone on Route 53. A change is accepted at once and served somewhat later; how far it has
 * got is asked for, see {@link #propagation}.
 */
public final class Route53Backend implements Backend {
  private static final Duration POLL = Duration.ofMillis(500);

  private final Route53Api api;
  private final RecordSets sets;
  private final Batches batches;
  private final String zone;
  private final Layout layout;
  private final Duration patience;

  /** What was last seen. */
  private ZoneContent there = new ZoneContent(Optional.empty(), new TreeMap<>());

  private Optional<String> change = Optional.empty();

  /**
   * @param hostedZone the zone's id
   * @param zone absolute
   * @param credentials empty: by the SDK's default chain
   * @param endpoint in place of Amazon's
   * @param ttl of ownership records, seconds
   * @param patience how long a change may take to reach all servers before it is called pending
   */
  public Route53Backend(
      String hostedZone,
      String zone,
      Optional<Credentials> credentials,
      Optional<URI> endpoint,
      WeightedLayout layout,
      int ttl,
      Duration patience) {
    this.api = new Route53Api(hostedZone, credentials, endpoint);
    this.sets = new RecordSets(hostedZone, ttl);
    this.batches = new Batches(sets);
    this.zone = zone;
    this.layout = layout;
    this.patience = patience;
  }

  @Override
  public String name() {
    return "route53 " + sets.hostedZone() + " " + zone;
  }

  @Override
  public Capabilities capabilities() {
    return new Capabilities(true, Capabilities.Atomicity.SCOPE, true, Duration.ofSeconds(1));
  }

  @Override
  public Layout layout() {
    return layout;
  }

  @Override
  public ZoneContent observe() throws BackendException {
    SortedMap<RecordKey, RecordData> records = new TreeMap<>();
    for (ResourceRecordSet set : api.list()) {
      Map.Entry<RecordKey, RecordData> one = sets.read(set);
      records.put(one.getKey(), one.getValue());
    }
    there = new ZoneContent(Optional.empty(), records);
    return there;
  }

  @Override
  public void apply(Plan plan) throws BackendException {
    change = Optional.empty();
    for (var batch : batches.of(plan, there)) {
      change = Optional.of(api.change(batch));
    }
  }

  /**
   * Waits until all of Route 53's servers have the last change, or patience is over, or news wait.
   */
  @Override
  public SortedMap<String, Answer> propagation(BooleanSupplier superseded) {
    SortedMap<String, Answer> answers = new TreeMap<>();
    change.ifPresent(id -> answers.put("route53", await(id, superseded)));
    return answers;
  }

  private Answer await(String id, BooleanSupplier superseded) {
    long began = System.nanoTime();
    try {
      while (!api.inSync(id)) {
        if (superseded.getAsBoolean() || System.nanoTime() - began > patience.toNanos()) {
          return new Answer.Pending(id);
        }
        Thread.sleep(POLL);
      }
      return new Answer.Right((System.nanoTime() - began) / 1_000_000);
    } catch (BackendException e) {
      return new Answer.Silent(String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Answer.Pending(id);
    }
  }

  /** What is answered at a name hangs on all of its sets, not on those alone that change. */
  @Override
  public List<Expectation> expectations(Plan plan) {
    SortedMap<RecordKey, RecordData> after = new TreeMap<>(there.records());
    Set<String> touched = new TreeSet<>();
    List<Expectation> expected = new ArrayList<>();
    for (ScopePlan scope : plan.scopes()) {
      after = new TreeMap<>(scope.after(after));
      scope.changes().forEach(c -> touched.add(c.key().name()));
      expected.add(
          Expectation.of(
              Ownership.name(scope.scope()),
              "TXT",
              scope.to().map(to -> Set.of(to.text())).orElse(Set.of())));
    }
    for (String name : touched) {
      expected.add(Expectation.of(name, WeightedLayout.CNAME, hosts(name, after)));
    }
    return expected;
  }

  /** One record set of several says only that its name is answered by one of them. */
  @Override
  public List<Expectation> expectations(RecordKey key, RecordData data) {
    return List.of(
        Expectation.of(key.name(), WeightedLayout.CNAME, hosts(key.name(), there.records())));
  }

  /** Everyone whom a name can answer with, wherever the question comes from. */
  private static Set<String> hosts(String name, SortedMap<RecordKey, RecordData> records) {
    Set<String> names = new TreeSet<>(Set.of(name));
    records.forEach(
        (key, data) -> {
          if (key.name().equals(name) && key.type().equals(WeightedLayout.ALIAS)) {
            names.add(data.value().substring(data.value().indexOf(' ') + 1));
          }
        });
    Set<String> hosts = new TreeSet<>();
    records.forEach(
        (key, data) -> {
          if (names.contains(key.name()) && data.weight().orElse(0) > 0) {
            hosts.add(data.value());
          }
        });
    return hosts;
  }

  @Override
  public void close() {
    api.close();
  }
}
