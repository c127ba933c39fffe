package dev.tidegate.rehearsal.sim;

import dev.tidegate.answer.GroupAnswer;
import dev.tidegate.answer.SteeringSnapshot;
import dev.tidegate.engine.Decision;
import dev.tidegate.engine.Engine;
import dev.tidegate.engine.Inputs;
import dev.tidegate.engine.Rule;
import dev.tidegate.engine.Situation;
import dev.tidegate.engine.Step;
import dev.tidegate.health.Verdict;
import dev.tidegate.model.Group;
import dev.tidegate.model.Rung;
import dev.tidegate.model.Setup;
import dev.tidegate.model.Weights;
import dev.tidegate.shift.BucketTable;
import dev.tidegate.shift.Buckets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The product: the very steps that production runs. Where several nodes run it, all decide on the
 * same as long as they share a store, and each on its own part of the beacons while the store is
 * gone; viewers are then spread over the nodes.
 */
public final class EngineSteering implements Steering {
  /** The engine under the name {@code engine}. */
  public static final Factory FACTORY =
      new Factory() {
        @Override
        public String name() {
          return "engine";
        }

        @Override
        public Steering make(Scenario scenario, Setup setup, long seed) {
          return new EngineSteering(scenario, setup);
        }
      };

  private static final SortedSet<String> NONE = Collections.emptySortedSet();

  private final Scenario scenario;

  /** What the engine is told, which need not be what is played. */
  private final Setup setup;

  private final Step[] nodes;
  private final Plan[] plans;
  private final SteeringSnapshot[] planned;

  /** Where failing players fall, by place, and of which table that was reckoned. */
  private final double[][][] falls;

  private final @Nullable BucketTable[][] reckoned;

  /** By group, the CDNs from which a move is being taken back: until they receive again. */
  private final SortedMap<Group, SortedSet<String>> takenBack = new TreeMap<>();

  private EngineSteering(Scenario scenario, Setup setup) {
    this.scenario = scenario;
    this.setup = setup;
    nodes = new Step[scenario.conduct().nodes()];
    plans = new Plan[nodes.length];
    planned = new SteeringSnapshot[nodes.length];
    falls = new double[scenario.regions().size()][scenario.networks().size()][];
    reckoned = new @Nullable BucketTable[falls.length][scenario.networks().size()];
    for (int i = 0; i < nodes.length; i++) {
      nodes[i] = Engine.start(setup, 1, Optional.empty(), Scenario.START.minus(scenario.warmUp()));
      planned[i] = nodes[i].snapshot();
      plans[i] = plan(nodes[i].snapshot());
    }
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // a snapshot that did not change is the same object
  public Plan decide(Observation seen) {
    boolean alone = !seen.inputs().storeReachable() && nodes.length > 1;
    List<Decision> decisions = new ArrayList<>();
    for (int i = 0; i < nodes.length; i++) {
      Inputs heard = (alone ? seen.nodes().get(i) : seen.inputs()).under(setup);
      nodes[i] = Engine.step(nodes[i].state(), heard, seen.now());
      if (i == 0 || alone) {
        decisions.addAll(nodes[i].decisions());
      }
      if (nodes[i].snapshot() != planned[i]) {
        planned[i] = nodes[i].snapshot();
        plans[i] = plan(planned[i]);
      }
    }
    Plan.Notes notes = notes(nodes[0].situation(), decisions);
    Plan plan = nodes.length == 1 ? plans[0] : mean();
    double[][] bitrate = bitrate(nodes[0].situation(), plan.bitrate());
    decisions.forEach(this::follow);
    return plan.with(bitrate, latestFirst(), notes);
  }

  private void follow(Decision decision) {
    SortedSet<String> cdns = takenBack.computeIfAbsent(decision.group(), group -> new TreeSet<>());
    if (decision.to() > decision.from()) {
      cdns.remove(decision.cdn());
    } else if (decision.rule() == Rule.ARRIVALS_WORSE && decision.to() < decision.from()) {
      cdns.add(decision.cdn());
    }
  }

  private boolean[][][] latestFirst() {
    boolean[][][] latest = new boolean[scenario.regions().size()][scenario.networks().size()][];
    for (int r = 0; r < latest.length; r++) {
      Group region = Group.of(Scenario.SERVICE, scenario.regions().get(r).id());
      for (int n = 0; n < latest[r].length; n++) {
        Group own = Group.of(Scenario.SERVICE, region.region(), scenario.networks().get(n).id());
        SortedSet<String> back = takenBack.getOrDefault(own, takenBack.getOrDefault(region, NONE));
        latest[r][n] = new boolean[scenario.cdns().size()];
        for (String cdn : back) {
          latest[r][n][scenario.cdn(cdn)] = true;
        }
      }
    }
    return latest;
  }

  /** The caps of the rungs that are pulled, where any are. */
  private double[][] bitrate(Situation situation, double[][] none) {
    if (scenario.conduct().ladder().isEmpty()) {
      return none;
    }
    double[][] caps = new double[none.length][];
    for (int r = 0; r < caps.length; r++) {
      caps[r] = none[r].clone();
      for (int n = 0; n < caps[r].length; n++) {
        String region = scenario.regions().get(r).id();
        Group own = Group.of(Scenario.SERVICE, region, scenario.networks().get(n).id());
        Situation.GroupView view = situation.groups().get(own);
        view = view == null ? situation.groups().get(own.regional()) : view;
        caps[r][n] = view == null ? 1 : cap(view.givenUp());
      }
    }
    return caps;
  }

  private double cap(int pulled) {
    double least = 1;
    for (Rung rung : scenario.conduct().ladder().subList(0, pulled)) {
      if (rung instanceof Rung.RenditionCap(long kilobits)) {
        least = Math.min(least, kilobits * 1000 / scenario.audience().bitsPerViewer());
      }
    }
    return least;
  }

  private Plan plan(SteeringSnapshot snapshot) {
    int regions = scenario.regions().size();
    int networks = scenario.networks().size();
    int cdns = scenario.cdns().size();
    double[][][] shares = new double[regions][networks][cdns];
    double[][][] tails = new double[regions][networks][];
    int[][] ttl = new int[regions][networks];
    double[][] bitrate = new double[regions][networks];
    for (int r = 0; r < regions; r++) {
      for (int n = 0; n < networks; n++) {
        GroupAnswer answer =
            snapshot
                .find(
                    Scenario.SERVICE,
                    scenario.regions().get(r).id(),
                    Optional.of(scenario.networks().get(n).id()))
                .orElseThrow();
        for (int c = 0; c < cdns; c++) {
          shares[r][n][c] =
              answer.weights().of(scenario.cdns().get(c).id()) / (double) Weights.TOTAL;
        }
        ttl[r][n] = answer.ttlSeconds();
        bitrate[r][n] = 1;
        tails[r][n] = tails(r, n, answer.table());
      }
    }
    return new Plan(shares, ttl, bitrate, tails, Plan.Notes.NONE);
  }

  @SuppressWarnings("ReferenceEquality") // equal is too slow; the same table is the same object
  private double[] tails(int r, int n, BucketTable table) {
    if (reckoned[r][n] != table) {
      boolean regional = n > 0 && reckoned[r][0] == table;
      falls[r][n] = regional ? falls[r][0] : falls(table);
      reckoned[r][n] = table;
    }
    return falls[r][n];
  }

  /** How often each CDN is second in the order of a bucket. */
  private double[] falls(BucketTable table) {
    int[] buckets = new int[table.orders().size()];
    for (int b = 0; b < Buckets.COUNT; b++) {
      buckets[table.orderIndex(b)]++;
    }
    double[] second = new double[scenario.cdns().size()];
    for (int i = 0; i < buckets.length; i++) {
      List<String> order = table.orders().get(i);
      int cdn = order.size() > 1 ? scenario.cdn(order.get(1)) : -1;
      if (cdn >= 0) {
        second[cdn] += buckets[i] / (double) Buckets.COUNT;
      }
    }
    return second;
  }

  /** Viewers are spread evenly over nodes that may disagree. */
  private Plan mean() {
    Plan first = plans[0];
    if (Arrays.stream(plans).allMatch(p -> Arrays.deepEquals(p.shares(), first.shares()))) {
      return first;
    }
    double[][][] shares = new double[first.shares().length][][];
    for (int r = 0; r < shares.length; r++) {
      shares[r] = new double[first.shares()[r].length][];
      for (int n = 0; n < shares[r].length; n++) {
        shares[r][n] = new double[first.shares()[r][n].length];
        for (Plan plan : plans) {
          for (int c = 0; c < shares[r][n].length; c++) {
            shares[r][n][c] += plan.shares()[r][n][c] / plans.length;
          }
        }
      }
    }
    return new Plan(shares, first.ttlSeconds(), first.bitrate(), first.tails(), Plan.Notes.NONE);
  }

  private static Plan.Notes notes(Situation situation, List<Decision> decisions) {
    SortedMap<String, Verdict> verdicts = new TreeMap<>();
    SortedMap<String, SortedMap<String, String>> states = new TreeMap<>();
    situation
        .groups()
        .forEach(
            (group, view) -> {
              verdicts.put(group.toString(), view.verdict());
              SortedMap<String, String> here = new TreeMap<>();
              view.cdns().forEach((cdn, is) -> here.put(cdn, is.health().state().wire()));
              states.put(group.toString(), here);
            });
    return new Plan.Notes(verdicts, states, decisions);
  }
}
