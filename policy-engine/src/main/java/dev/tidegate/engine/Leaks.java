package dev.tidegate.engine;

import dev.tidegate.health.CdnHealth;
import dev.tidegate.health.GroupHealth;
import dev.tidegate.model.Service;
import dev.tidegate.shift.Lag;
import dev.tidegate.weigh.Bound;
import dev.tidegate.weigh.Wish;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * Players leave a CDN that fails them by themselves, whatever they were told, and load the others.
 * How many do is seen: fewer watch on the CDN than were sent there. So a share that stays on a
 * broken CDN, for want of room elsewhere, takes room elsewhere all the same.
 */
final class Leaks {
  /** Only from this damage on do players leave in numbers. */
  private static final double BROKEN = 0.2;

  /** Fewer than this part of a group say nothing. */
  private static final double FEW = 0.005;

  /** Less than this part of those sent there is what counts differ by. */
  private static final double LEAKS = 0.05;

  private static final double HALF_LIFE = 10;

  private Leaks() {}

  /**
   * Follows where viewers should be by now and notes which part of those sent to a CDN is not
   * there.
   *
   * @param census who is where
   */
  static void note(GroupState group, Service service, Census census, double seconds) {
    GroupHealth health = group.health;
    if (health.calm() && followed(group)) {
      group.leaks.clear();
      return;
    }
    SortedMap<String, Double> seen = census.cdns(group.group);
    double all = seen.values().stream().mapToDouble(Double::doubleValue).sum();
    double holds = Lag.heldDirect(service, group.asking(service));
    double keep = StrictMath.exp(-seconds / Math.max(1, holds / 2));
    double smooth = StrictMath.pow(0.5, seconds / HALF_LIFE);
    for (String cdn : group.position.keySet()) {
      double sent = group.at(cdn);
      double before = group.followed.getOrDefault(cdn, sent);
      double followed = sent + (before - sent) * keep;
      group.followed.put(cdn, followed);
      CdnHealth of = health.of(cdn);
      boolean broken = of.state().latched() && of.damage().orElse(of.peakDamage()) >= BROKEN;
      if (!broken || !(all > 0)) {
        group.leaks.remove(cdn);
      } else if (followed >= FEW) {
        double there = seen.getOrDefault(cdn, 0.0) / all;
        double leak = Math.clamp(1 - there / followed, 0, 1);
        double known = group.leaks.getOrDefault(cdn, leak);
        group.leaks.put(cdn, leak + (known - leak) * smooth);
      }
    }
    group.followed.keySet().retainAll(group.position.keySet());
  }

  /** Whether a part of a group that matters leaves a broken CDN by itself. */
  static boolean any(GroupState group) {
    return group.leaks.entrySet().stream()
        .anyMatch(
            leak ->
                leak.getValue() > LEAKS && group.followed.getOrDefault(leak.getKey(), 0.0) >= FEW);
  }

  /** Whether viewers are everywhere where they should be. */
  private static boolean followed(GroupState group) {
    if (group.followed.size() != group.position.size()) {
      return false;
    }
    for (Map.Entry<String, Double> e : group.position.entrySet()) {
      if (!e.getValue().equals(group.followed.get(e.getKey()))) {
        return false;
      }
    }
    return true;
  }

  /** The bounds with what leaks: less where it was sent, more where it falls. */
  static List<Bound> into(List<Bound> bounds, List<Aim> aims, List<Wish> wishes) {
    if (aims.stream().allMatch(aim -> aim.state().leaks.isEmpty())) {
      return bounds;
    }
    List<Bound> all = new ArrayList<>();
    for (Bound bound : bounds) {
      List<Bound.Term> terms = new ArrayList<>();
      for (Bound.Term term : bound.terms()) {
        add(term, aims.get(term.wish()), wishes.get(term.wish()).lines(), terms);
      }
      all.add(bound.with(terms));
    }
    return all;
  }

  private static void add(Bound.Term term, Aim aim, List<Wish.Line> lines, List<Bound.Term> terms) {
    SortedMap<String, Double> leaks = aim.state().leaks;
    String cdn = lines.get(term.line()).cdn();
    double stays = 1 - leaks.getOrDefault(cdn, 0.0);
    terms.add(new Bound.Term(term.wish(), term.line(), term.load() * stays));
    if (aim.latched(cdn)) {
      return; // behind all others in every order
    }
    for (int k = 0; k < lines.size(); k++) {
      double leak = leaks.getOrDefault(lines.get(k).cdn(), 0.0);
      if (k != term.line() && leak > 0) {
        double falls = leak * fallsTo(aim, cdn, lines);
        terms.add(new Bound.Term(term.wish(), k, term.load() * falls, false));
      }
    }
  }

  /** The part of those who leave that a CDN gets: by the room that orders are dealt by. */
  private static double fallsTo(Aim aim, String cdn, List<Wish.Line> lines) {
    double sum = 0;
    double own = 0;
    for (Wish.Line line : lines) {
      if (!aim.latched(line.cdn())) {
        double room = aim.state().table.tails().headroom().getOrDefault(line.cdn(), 0);
        sum += room;
        own = line.cdn().equals(cdn) ? room : own;
      }
    }
    return sum > 0 ? own / sum : 0;
  }
}
