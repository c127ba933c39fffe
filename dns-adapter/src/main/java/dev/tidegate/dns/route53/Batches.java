package dev.tidegate.dns.route53;

import dev.tidegate.dns.plan.Change;
import dev.tidegate.dns.plan.Ownership;
import dev.tidegate.dns.plan.Plan;
import dev.tidegate.dns.plan.RecordData;
import dev.tidegate.dns.plan.RecordKey;
import dev.tidegate.dns.plan.ScopePlan;
import dev.tidegate.dns.plan.ZoneContent;
import dev.tidegate.dns.reconcile.BackendException;
import dev.tidegate.dns.reconcile.BackendException.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import software.amazon.awssdk.services.route53.model.ChangeAction;
import software.amazon.awssdk.services.route53.model.ResourceRecordSet;

/**
 * A plan as change batches, each carried out whole or not at all. A change is said as the removal
 * of exactly what stood there and the making of what shall: the removal fails if anything else
 * stands there now, which is what makes it compare-and-swap. {@code UPSERT} would overwrite, and
 * counts as much.
 */
final class Batches {
  /** Of one request; {@code UPSERT} counts twice, as a removal and a making do. */
  static final int MOST_RECORDS = 1_000;

  /** In all values of one request. */
  static final int MOST_CHARACTERS = 32_000;

  private final RecordSets sets;

  Batches(RecordSets sets) {
    this.sets = sets;
  }

  /** One step of a batch. */
  record Step(ChangeAction action, ResourceRecordSet set) {
    private int records() {
      return set.resourceRecords().size();
    }

    private int characters() {
      return set.resourceRecords().stream().mapToInt(r -> r.value().length()).sum();
    }

    /** Aliases go before what they lead to, and come after it. */
    private int order() {
      boolean alias = set.aliasTarget() != null;
      return action == ChangeAction.DELETE ? (alias ? 0 : 1) : (alias ? 3 : 2);
    }

    private software.amazon.awssdk.services.route53.model.Change wire() {
      return software.amazon.awssdk.services.route53.model.Change.builder()
          .action(action)
          .resourceRecordSet(set)
          .build();
    }
  }

  /**
   * As few batches as the bounds allow; a scope is never divided.
   *
   * @param there what was last seen: the lifetime of an ownership record stands only there
   * @throws BackendException if one scope is more than a batch holds
   */
  List<List<software.amazon.awssdk.services.route53.model.Change>> of(Plan plan, ZoneContent there)
      throws BackendException {
    List<List<Step>> batches = new ArrayList<>();
    for (ScopePlan scope : plan.scopes()) {
      List<Step> steps = steps(scope, there);
      if (!fits(steps)) {
        throw new BackendException(
            Kind.REJECTED,
            "%s is more than the %d records and %d characters that Route 53 changes at once"
                .formatted(scope.scope(), MOST_RECORDS, MOST_CHARACTERS));
      }
      if (batches.isEmpty() || !fits(joined(batches.getLast(), steps))) {
        batches.add(steps);
      } else {
        batches.set(batches.size() - 1, joined(batches.getLast(), steps));
      }
    }
    return batches.stream().map(Batches::wire).toList();
  }

  private static List<software.amazon.awssdk.services.route53.model.Change> wire(List<Step> steps) {
    return steps.stream().sorted(Comparator.comparingInt(Step::order)).map(Step::wire).toList();
  }

  private static List<Step> joined(List<Step> one, List<Step> other) {
    List<Step> all = new ArrayList<>(one);
    all.addAll(other);
    return all;
  }

  private static boolean fits(List<Step> steps) {
    return steps.stream().mapToInt(Step::records).sum() <= MOST_RECORDS
        && steps.stream().mapToInt(Step::characters).sum() <= MOST_CHARACTERS;
  }

  private List<Step> steps(ScopePlan scope, ZoneContent there) {
    List<Step> steps = new ArrayList<>();
    RecordKey claim = RecordKey.of(Ownership.name(scope.scope()), "TXT");
    RecordData seen = there.records().get(claim);
    long ttl = seen == null ? sets.ttl() : seen.ttl();
    scope.from().ifPresent(from -> steps.add(remove(claim, RecordData.of(ttl, from.text()))));
    scope.to().ifPresent(to -> steps.add(make(claim, RecordData.of(sets.ttl(), to.text()))));
    for (Change change : scope.changes()) {
      switch (change) {
        case Change.Create(var key, var after) -> steps.add(make(key, after));
        case Change.Update(var key, var before, var after) -> {
          steps.add(remove(key, before));
          steps.add(make(key, after));
        }
        case Change.Delete(var key, var before) -> steps.add(remove(key, before));
      }
    }
    return steps;
  }

  private Step make(RecordKey key, RecordData data) {
    return new Step(ChangeAction.CREATE, sets.write(key, data));
  }

  private Step remove(RecordKey key, RecordData data) {
    return new Step(ChangeAction.DELETE, sets.write(key, data));
  }
}
