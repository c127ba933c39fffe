package dev.tidegate.dns.reconcile;

import dev.tidegate.dns.plan.Census;
import dev.tidegate.dns.plan.Change;
import dev.tidegate.dns.plan.Layout;
import dev.tidegate.dns.plan.Ownership;
import dev.tidegate.dns.plan.Plan;
import dev.tidegate.dns.plan.RecordData;
import dev.tidegate.dns.plan.RecordKey;
import dev.tidegate.dns.plan.ScopePlan;
import dev.tidegate.dns.plan.ZoneContent;
import dev.tidegate.dns.reconcile.Verification.Answer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.BooleanSupplier;

/**
 * A server that holds a zone of which some names are ours.
 *
 * <p>Laws (the suite {@code BackendContract} tests them against real servers):
 *
 * <ol>
 *   <li>What {@link #apply} has done, {@link #observe} shows and the server answers, after {@link
 *       #forget} at once.
 *   <li>{@code apply} does all of a scope or nothing of it; with {@link
 *       Capabilities.Atomicity#PLAN}, all of the plan or nothing.
 *   <li>Where compare-and-swap is declared, a plan made from an older state is refused as {@code
 *       CONFLICT}, and changes nothing.
 *   <li>Applying never touches a record set that the plan does not name.
 *   <li>Applying the same wanted state twice changes nothing the second time.
 * </ol>
 *
 * <p>Blocking; used by one thread at a time.
 */
public interface Backend extends AutoCloseable {
  /** The kind, the server and the zone, for people. */
  String name();

  Capabilities capabilities();

  /** How shares are said here. */
  Layout layout();

  /**
   * All records of the zone.
   *
   * @throws BackendException if they cannot be had whole
   */
  ZoneContent observe() throws BackendException;

  /**
   * Carries a plan out.
   *
   * @throws BackendException saying what is known of the zone; after {@code UNKNOWN} whoever asked
   *     must look
   */
  void apply(Plan plan) throws BackendException;

  /**
   * Makes the server forget what it may have kept of these names from before a change. It follows
   * each {@link #apply}, and is no part of it: that a cache is not emptied says nothing of the
   * zone.
   *
   * @throws BackendException if it may answer from what it kept
   */
  default void forget(Set<String> names) throws BackendException {}

  /**
   * How far the last plan has got, by the backend's own account, in addition to what its servers
   * answer; empty where it gives none. May wait a while for it to arrive, but not while something
   * newer is to be written.
   */
  default SortedMap<String, Answer> propagation(BooleanSupplier superseded) {
    return Collections.emptySortedMap();
  }

  /** What the zone's servers must answer where this record set of ours is. */
  List<Expectation> expectations(RecordKey key, RecordData data);

  /** What they must answer once the plan has reached them. */
  default List<Expectation> expectations(Plan plan) {
    List<Expectation> expected = new ArrayList<>();
    for (ScopePlan scope : plan.scopes()) {
      expected.add(
          Expectation.of(
              Ownership.name(scope.scope()),
              "TXT",
              scope.to().map(to -> Set.of(to.text())).orElse(Set.of())));
      for (Change change : scope.changes()) {
        switch (change) {
          case Change.Create(var key, var after) -> expected.addAll(expectations(key, after));
          case Change.Update(var key, var _, var after) ->
              expected.addAll(expectations(key, after));
          case Change.Delete(var key, var _) ->
              expected.add(Expectation.of(key.name(), "CNAME", Set.of()));
        }
      }
    }
    return expected;
  }

  /**
   * What they must answer if all that is {@code owner}'s is as it should be: to see whether some
   * lag behind. What another owner wrote into the zone is his to ask for.
   */
  default List<Expectation> expectations(ZoneContent there, String owner) {
    List<Expectation> expected = new ArrayList<>();
    Census.of(there, layout())
        .ownedBy(owner)
        .forEach(
            each -> {
              Census.Scope scope = each.getValue();
              scope
                  .claim()
                  .ifPresent(
                      claim ->
                          expected.add(
                              Expectation.of(
                                  Ownership.name(each.getKey()), "TXT", Set.of(claim.text()))));
              scope.records().forEach((key, data) -> expected.addAll(expectations(key, data)));
            });
    return expected;
  }

  @Override
  void close();
}
