package dev.tidegate.dns.route53;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One hosted zone by Route 53's documented rules: batches whole or not at all, removal only of what
 * stands there exactly, one way of routing for a name and type, weights of 0 to 255, at most 100
 * weighted sets, 1 000 records and 32 000 characters in a batch (UPSERT twice), one batch at a
 * time, and a change that is PENDING before it is INSYNC.
 */
final class HostedZone {
  /** How long a batch is worked at; another one that comes meanwhile is refused. */
  static final Duration PROCESSING = Duration.ofMillis(150);

  private static final int MOST_WEIGHTED = 100;

  /**
   * @param location {@code IN}, {@code US-CA}, {@code *}
   * @param alias the name it leads to
   */
  record RecordSet(
      String name,
      String type,
      String id,
      OptionalLong weight,
      Optional<String> location,
      OptionalLong ttl,
      List<String> values,
      Optional<String> alias) {
    static RecordSet plain(String name, String type, String value) {
      return new RecordSet(
          name,
          type,
          "",
          OptionalLong.empty(),
          Optional.empty(),
          OptionalLong.of(300),
          List.of(value),
          Optional.empty());
    }

    String key() {
      return name + " " + type + " " + id;
    }

    private String routing() {
      return weight.isPresent() ? "weighted" : location.isPresent() ? "geo" : "simple";
    }

    private String told() {
      return "resource record set [name='%s', type='%s', set identifier='%s']"
          .formatted(name, type, id);
    }
  }

  record Step(String action, RecordSet set) {}

  private record Change(int number, long at, SortedMap<String, RecordSet> leaves) {
    String id() {
      return "C" + number;
    }
  }

  private final String zone;
  private final Duration propagation;
  private final SortedMap<String, RecordSet> sets = new TreeMap<>();
  private final Deque<Change> changes = new ArrayDeque<>();
  private int count;
  private int busy;

  /** Set: its name servers cannot answer. */
  volatile boolean failing;

  private int withheldFrom = Integer.MAX_VALUE;

  /**
   * @param propagation from acceptance to INSYNC
   */
  HostedZone(String zone, Duration propagation) {
    this.zone = zone;
    this.propagation = propagation;
    for (RecordSet set :
        List.of(
            RecordSet.plain(zone, "SOA", "ns1." + zone + " hostmaster." + zone + " 1 1 1 1 60"),
            RecordSet.plain(zone, "NS", "ns1." + zone),
            RecordSet.plain("www." + zone, "A", "192.0.2.80"),
            RecordSet.plain("b01.other." + zone, "CNAME", "keep.me.example."),
            RecordSet.plain("live.other." + zone, "CNAME", "keep.me.example."))) {
      sets.put(set.key(), set);
    }
    changes.add(new Change(0, System.nanoTime() - propagation.toNanos(), new TreeMap<>(sets)));
  }

  /** Refuses so many batches from now on, as if it still worked at the last one. */
  synchronized void busyFor(int batches) {
    busy = batches;
  }

  /** What is changed from now on reaches no name server before {@link #release}. */
  synchronized void withhold() {
    withheldFrom = count + 1;
  }

  synchronized void release() {
    withheldFrom = Integer.MAX_VALUE;
  }

  synchronized List<RecordSet> sets() {
    return List.copyOf(sets.values());
  }

  /** What its name servers answer by. */
  synchronized SortedMap<String, RecordSet> served() {
    SortedMap<String, RecordSet> served = new TreeMap<>();
    for (Change change : changes) {
      if (arrived(change)) {
        served = change.leaves();
      }
    }
    return served;
  }

  private boolean arrived(Change change) {
    return change.number() < withheldFrom
        && System.nanoTime() - change.at() >= propagation.toNanos();
  }

  /** {@code PENDING} or {@code INSYNC}. */
  synchronized String status(String id) throws Refusal {
    for (Change change : changes) {
      if (change.id().equals(id)) {
        return arrived(change) ? "INSYNC" : "PENDING";
      }
    }
    throw new Refusal(404, "NoSuchChange", "A change with id " + id + " does not exist");
  }

  /** Carries a batch out and returns the change's id. */
  synchronized String change(List<Step> steps) throws Refusal {
    long free = changes.getLast().at() + PROCESSING.toNanos();
    if (busy > 0 || (count > 0 && System.nanoTime() - free < 0)) {
      busy = Math.max(0, busy - 1);
      throw new Refusal(
          400,
          "PriorRequestNotComplete",
          "The request was rejected because Route 53 was still processing a prior request.");
    }
    bounds(steps);
    SortedMap<String, RecordSet> next = new TreeMap<>(sets);
    Set<String> removed = new HashSet<>();
    for (Step step : steps) {
      form(step.set());
      carryOut(step, next, removed);
    }
    consistent(next);
    sets.clear();
    sets.putAll(next);
    changes.add(new Change(++count, System.nanoTime(), next));
    return "C" + count;
  }

  private static void bounds(List<Step> steps) throws Refusal {
    int records = 0;
    int characters = 0;
    for (Step step : steps) {
      int times = step.action().equals("UPSERT") ? 2 : 1;
      records += times * step.set().values().size();
      characters += times * step.set().values().stream().mapToInt(String::length).sum();
    }
    if (records > 1_000) {
      throw Refusal.batch("Number of records limit of 1000 exceeded.");
    }
    if (characters > 32_000) {
      throw Refusal.batch("Number of characters limit of 32000 exceeded.");
    }
  }

  private void form(RecordSet set) throws Refusal {
    if (!set.name().equals(zone) && !set.name().endsWith("." + zone)) {
      throw Refusal.batch(
          "RRSet with DNS name " + set.name() + " is not permitted in zone " + zone);
    }
    if (set.weight().isPresent()
        && (set.weight().getAsLong() < 0 || set.weight().getAsLong() > 255)) {
      throw Refusal.input(
          "Value '"
              + set.weight().getAsLong()
              + "' at 'weight' failed to satisfy constraint: 0..255");
    }
    boolean routed = set.weight().isPresent() || set.location().isPresent();
    if (routed == set.id().isEmpty()) {
      throw Refusal.input("a set identifier and a routing go together");
    }
    if (set.alias().isPresent() == (set.ttl().isPresent() || !set.values().isEmpty())) {
      throw Refusal.input("either an alias target, or a TTL and records");
    }
    if (set.id().length() > 128) {
      throw Refusal.input("'setIdentifier' has more than 128 characters");
    }
  }

  private static void carryOut(Step step, SortedMap<String, RecordSet> next, Set<String> removed)
      throws Refusal {
    RecordSet set = step.set();
    RecordSet there = next.get(set.key());
    switch (step.action()) {
      case "CREATE" -> {
        if (there != null) {
          throw Refusal.batch("Tried to create " + set.told() + " but it already exists");
        }
        next.put(set.key(), set);
      }
      case "UPSERT" -> next.put(set.key(), set);
      case "DELETE" -> {
        if (there == null || !removed.add(set.key())) {
          throw Refusal.batch("Tried to delete " + set.told() + " but it was not found");
        }
        if (!there.equals(set)) {
          throw Refusal.batch(
              "Tried to delete "
                  + set.told()
                  + " but the values provided do not match the current values");
        }
        next.remove(set.key());
      }
      default -> throw Refusal.input("no such action: " + step.action());
    }
  }

  private static void consistent(SortedMap<String, RecordSet> sets) throws Refusal {
    Map<String, List<RecordSet>> byName = new TreeMap<>();
    sets.values().forEach(s -> byName.computeIfAbsent(s.name(), n -> new ArrayList<>()).add(s));
    for (List<RecordSet> there : byName.values()) {
      RecordSet first = there.getFirst();
      for (RecordSet set : there) {
        boolean cname = set.type().equals("CNAME") || first.type().equals("CNAME");
        boolean mixed = set.type().equals(first.type()) && !set.routing().equals(first.routing());
        if ((cname && !set.type().equals(first.type())) || mixed) {
          throw Refusal.batch(
              "RRSet with DNS name %s, type %s, SetIdentifier %s cannot be created as other RRSets exist with the same name and type."
                  .formatted(set.name(), set.type(), set.id()));
        }
        if (set.alias().isPresent() && !byName.containsKey(set.alias().get())) {
          throw Refusal.batch(
              "Tried to create an alias that targets "
                  + set.alias().get()
                  + ", but that target was not found");
        }
      }
      if (first.weight().isPresent() && there.size() > MOST_WEIGHTED) {
        throw Refusal.batch("more than 100 weighted sets at " + first.name());
      }
    }
  }
}
