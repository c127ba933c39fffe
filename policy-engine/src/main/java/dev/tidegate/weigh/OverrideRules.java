package dev.tidegate.weigh;

import dev.tidegate.model.OperatorOverride;
import dev.tidegate.model.OperatorOverride.Cap;
import dev.tidegate.model.OperatorOverride.Drain;
import dev.tidegate.model.OperatorOverride.Exclude;
import dev.tidegate.model.OperatorOverride.Freeze;
import dev.tidegate.model.OperatorOverride.Limit;
import dev.tidegate.model.OperatorOverride.Pin;
import dev.tidegate.model.OperatorOverride.Share;
import dev.tidegate.model.Service;
import dev.tidegate.model.Setup;
import dev.tidegate.model.Weights;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How operators' words are weighed against each other: exclude, freeze, pin, drain, weight, cap and
 * floor, in this precedence; of two alike the narrower scope wins, then the later.
 */
public final class OverrideRules {
  private static final Comparator<OperatorOverride> STRONGEST_FIRST =
      Comparator.comparingInt(OperatorOverride::narrowness)
          .thenComparing(OperatorOverride::created)
          .thenComparing(OperatorOverride::id)
          .reversed();

  private static final Comparator<OperatorOverride> FIRST_SAID =
      Comparator.comparing(OperatorOverride::created).thenComparing(OperatorOverride::id);

  private OverrideRules() {}

  /**
   * What the overrides active at {@code now} come to in a service and region. Where they cannot all
   * be kept, those of lesser precedence give way.
   *
   * @param cdns those configured there
   */
  public static Ruling resolve(
      Collection<OperatorOverride> overrides,
      String service,
      String region,
      Collection<String> cdns,
      Instant now) {
    List<OperatorOverride> active =
        overrides.stream()
            .filter(o -> o.active(now) && o.covers(service, region))
            .filter(o -> o.action().subject().map(cdns::contains).orElse(true))
            .sorted(STRONGEST_FIRST)
            .toList();
    if (active.isEmpty()) {
      return Ruling.SILENT;
    }
    NavigableSet<String> open = new TreeSet<>(cdns);
    SortedMap<String, OperatorOverride> excluded = exclude(active, open);
    Optional<OperatorOverride> freeze =
        active.stream().filter(o -> o.action() instanceof Freeze).findFirst();
    SortedMap<String, Ruling.Word> words =
        freeze.isPresent() ? new TreeMap<>() : words(active, open);
    giveWay(words, open);
    return new Ruling(freeze, excluded, words, limits(active));
  }

  /**
   * Takes the excluded out of {@code open}, in the order in which it was said: an exclude of the
   * last CDN has no effect, and never brings back one that was taken off the list before.
   */
  private static SortedMap<String, OperatorOverride> exclude(
      List<OperatorOverride> active, NavigableSet<String> open) {
    SortedMap<String, OperatorOverride> excluded = new TreeMap<>();
    for (OperatorOverride o : active.stream().sorted(FIRST_SAID).toList()) {
      if (o.action() instanceof Exclude(String cdn) && open.contains(cdn) && open.size() > 1) {
        open.remove(cdn);
        excluded.put(cdn, o);
      }
    }
    return excluded;
  }

  private static SortedMap<String, Ruling.Word> words(
      List<OperatorOverride> active, NavigableSet<String> open) {
    SortedMap<String, Ruling.Word> words = new TreeMap<>();
    for (OperatorOverride o : active) {
      if (o.action() instanceof Pin(String pinned) && open.contains(pinned)) {
        for (String cdn : open) {
          int share = cdn.equals(pinned) ? Weights.TOTAL : 0;
          words.put(cdn, new Ruling.Word(share, share, o));
        }
        return words;
      }
    }
    for (String cdn : open) {
      List<OperatorOverride> own =
          active.stream()
              .filter(o -> o.action().subject().filter(cdn::equals).isPresent())
              .toList();
      word(own).ifPresent(word -> words.put(cdn, word));
    }
    return words;
  }

  private static Optional<Ruling.Word> word(List<OperatorOverride> own) {
    for (OperatorOverride o : own) {
      if (o.action() instanceof Drain) {
        return Optional.of(new Ruling.Word(0, 0, o));
      }
    }
    for (OperatorOverride o : own) {
      if (o.action() instanceof Share(String ignored, int share)) {
        return Optional.of(new Ruling.Word(share, share, o));
      }
    }
    Optional<OperatorOverride> by = Optional.empty();
    int least = -1;
    int most = -1;
    for (OperatorOverride o : own) {
      if (o.action() instanceof Cap(String ignored, int cap) && most < 0) {
        most = Math.max(cap, Math.max(least, 0));
        by = by.or(() -> Optional.of(o));
      }
      if (o.action() instanceof OperatorOverride.Floor(String ignored, int floor) && least < 0) {
        least = most < 0 ? floor : Math.min(floor, most);
        by = by.or(() -> Optional.of(o));
      }
    }
    int bottom = Math.max(0, least);
    int top = most < 0 ? Weights.TOTAL : most;
    return by.map(o -> new Ruling.Word(bottom, top, o));
  }

  /** Makes words that cannot all be kept feasible: the weakest kind gives way first. */
  private static void giveWay(SortedMap<String, Ruling.Word> words, NavigableSet<String> open) {
    for (int rank = 0; rank < 3 && sumMost(words, open) < Weights.TOTAL; rank++) {
      int weakest = rank;
      words.replaceAll(
          (cdn, w) ->
              rank(w.by()) == weakest ? new Ruling.Word(w.least(), Weights.TOTAL, w.by()) : w);
    }
    for (int rank = 0; rank < 2 && sumLeast(words) > Weights.TOTAL; rank++) {
      int weakest = rank;
      words.replaceAll(
          (cdn, w) -> rank(w.by()) == weakest ? new Ruling.Word(0, w.most(), w.by()) : w);
    }
  }

  private static int rank(OperatorOverride by) {
    return switch (by.action()) {
      case Cap ignored -> 0;
      case OperatorOverride.Floor ignored -> 0;
      case Share ignored -> 1;
      case Drain ignored -> 2;
      case Pin ignored -> 3;
      case Freeze ignored -> 4;
      case Exclude ignored -> 5;
      case Limit ignored -> 0;
    };
  }

  private static int sumLeast(SortedMap<String, Ruling.Word> words) {
    return words.values().stream().mapToInt(Ruling.Word::least).sum();
  }

  private static int sumMost(SortedMap<String, Ruling.Word> words, NavigableSet<String> open) {
    int sum = 0;
    for (String cdn : open) {
      Ruling.Word word = words.get(cdn);
      sum += word == null ? Weights.TOTAL : word.most();
    }
    return sum;
  }

  /** The strongest capacity of each CDN; they come strongest first. */
  private static List<OperatorOverride> limits(List<OperatorOverride> active) {
    SortedMap<String, OperatorOverride> strongest = new TreeMap<>();
    for (OperatorOverride o : active) {
      if (o.action() instanceof Limit(String cdn, var ignored)) {
        strongest.putIfAbsent(cdn, o);
      }
    }
    return List.copyOf(strongest.values());
  }

  /**
   * Why {@code added} must be refused, beginning with the rule's name; empty if it may stand. Looks
   * at every instant at which it would be active together with others.
   *
   * @param existing stored overrides; one with the id of {@code added} is left out
   */
  public static Optional<String> refusal(
      Collection<OperatorOverride> existing, OperatorOverride added, Setup setup) {
    List<OperatorOverride> all =
        new ArrayList<>(existing.stream().filter(o -> !o.id().equals(added.id())).toList());
    all.add(added);
    Optional<String> unknown = unknown(added, setup);
    if (unknown.isPresent()) {
      return unknown;
    }
    Optional<String> idle = excludesNothing(all, added, setup);
    if (idle.isPresent()) {
      return idle;
    }
    TreeSet<Instant> turns = new TreeSet<>();
    turns.add(added.starts());
    all.stream().map(OperatorOverride::starts).filter(added::active).forEach(turns::add);
    for (Service service : setup.services().values()) {
      for (String region : setup.regions().keySet()) {
        if (added.covers(service.id(), region)) {
          for (Instant turn : turns) {
            Optional<String> fault = infeasible(all, service, region, turn);
            if (fault.isPresent()) {
              return fault;
            }
          }
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<String> unknown(OperatorOverride added, Setup setup) {
    Optional<String> service = added.service().filter(s -> !setup.services().containsKey(s));
    if (service.isPresent()) {
      return Optional.of("unknown-service: " + service.get());
    }
    Optional<String> region = added.region().filter(r -> !setup.regions().containsKey(r));
    if (region.isPresent()) {
      return Optional.of("unknown-region: " + region.get());
    }
    return added
        .action()
        .subject()
        .filter(
            cdn ->
                setup.services().values().stream()
                    .filter(s -> added.service().map(s.id()::equals).orElse(true))
                    .noneMatch(s -> s.cdns().containsKey(cdn)))
        .map(cdn -> "unknown-cdn: " + cdn);
  }

  /** An exclude that would find its CDN the last one everywhere would be a promise not kept. */
  private static Optional<String> excludesNothing(
      List<OperatorOverride> all, OperatorOverride added, Setup setup) {
    if (!(added.action() instanceof Exclude(String cdn))) {
      return Optional.empty();
    }
    for (Service service : setup.services().values()) {
      for (String region : setup.regions().keySet()) {
        if (added.covers(service.id(), region)
            && resolve(
                    all,
                    service.id(),
                    region,
                    service.staticWeights(region).shares().keySet(),
                    added.starts())
                .excluded()
                .containsKey(cdn)) {
          return Optional.empty();
        }
      }
    }
    return Optional.of("last-cdn: " + cdn + " is the last CDN wherever this would exclude it");
  }

  private static Optional<String> infeasible(
      List<OperatorOverride> all, Service service, String region, Instant at) {
    NavigableSet<String> open = new TreeSet<>(service.staticWeights(region).shares().keySet());
    List<OperatorOverride> active =
        all.stream()
            .filter(o -> o.active(at) && o.covers(service.id(), region))
            .filter(o -> o.action().subject().map(open::contains).orElse(true))
            .sorted(STRONGEST_FIRST)
            .toList();
    exclude(active, open);
    SortedMap<String, Ruling.Word> words = words(active, open);
    String where = service.id() + "/" + region;
    if (sumLeast(words) > Weights.TOTAL) {
      return Optional.of(
          "infeasible-sum: weights and floors in "
              + where
              + " add up to "
              + sumLeast(words)
              + " of 10000");
    }
    if (sumMost(words, open) < Weights.TOTAL) {
      return Optional.of(
          "infeasible-sum: drains, weights and caps in "
              + where
              + " leave room for "
              + sumMost(words, open)
              + " of 10000");
    }
    return Optional.empty();
  }
}
