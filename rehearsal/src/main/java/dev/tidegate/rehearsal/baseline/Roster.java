package dev.tidegate.rehearsal.baseline;

import dev.tidegate.model.Place;
import dev.tidegate.model.Service;
import dev.tidegate.model.Setup;
import dev.tidegate.model.Weights;
import dev.tidegate.rehearsal.sim.Plan;
import dev.tidegate.rehearsal.sim.Scenario;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The places and CDNs of one service by number, and what is configured for them. Arrays are indexed
 * {@code [region][network][cdn]} in the order of its lists.
 */
public final class Roster {
  private final Service service;
  private final List<String> regions;
  private final List<String> networks;
  private final List<String> cdns;
  private final Room room;

  private Roster(
      Setup setup,
      Service service,
      List<String> regions,
      List<String> networks,
      List<String> cdns) {
    this.service = service;
    this.regions = List.copyOf(regions);
    this.networks = List.copyOf(networks);
    this.cdns = List.copyOf(cdns);
    this.room = Room.of(setup, service, this.regions, this.cdns);
  }

  /** In the order of the scenario. */
  public static Roster of(Scenario scenario, Setup setup) {
    return new Roster(
        setup,
        service(setup, Scenario.SERVICE),
        scenario.regions().stream().map(Scenario.Region::id).toList(),
        scenario.networks().stream().map(Scenario.Network::id).toList(),
        scenario.cdns().stream().map(Scenario.Cdn::id).toList());
  }

  /** In the order of their names; viewers of no named network are in {@link Place#OTHER}. */
  public static Roster of(Setup setup, String id) {
    Service service = service(setup, id);
    List<String> networks = new ArrayList<>(setup.networks());
    if (!networks.contains(Place.OTHER)) {
      networks.add(Place.OTHER);
    }
    return new Roster(
        setup,
        service,
        List.copyOf(setup.regions().keySet()),
        networks,
        List.copyOf(service.cdns().keySet()));
  }

  private static Service service(Setup setup, String id) {
    Service service = setup.services().get(id);
    if (service == null) {
      throw new IllegalArgumentException("there is no service " + id);
    }
    return service;
  }

  /** The service's id. */
  public String service() {
    return service.id();
  }

  /** Region ids by number. */
  public List<String> regions() {
    return regions;
  }

  /** Network ids by number. */
  public List<String> networks() {
    return networks;
  }

  /** CDN ids by number. */
  public List<String> cdns() {
    return cdns;
  }

  /** How long an answer holds, normally. */
  Duration ttl() {
    return service.ttl();
  }

  /** How often players report. */
  Duration beaconInterval() {
    return service.beaconInterval();
  }

  Room room() {
    return room;
  }

  /** The configured shares everywhere. */
  double[][][] weights() {
    double[][][] shares = figures();
    for (int r = 0; r < regions.size(); r++) {
      Weights weights = service.staticWeights(regions.get(r));
      for (double[] place : shares[r]) {
        for (int k = 0; k < place.length; k++) {
          place[k] = weights.of(cdns.get(k)) / (double) Weights.TOTAL;
        }
      }
    }
    return shares;
  }

  /** Zeros. */
  double[][][] figures() {
    return new double[regions.size()][networks.size()][cdns.size()];
  }

  /** A plan of these shares, with the configured TTL and nothing else. */
  Plan plan(double[][][] shares) {
    return plan(shares, Math.clamp(ttl().toSeconds(), 1, 3_600));
  }

  /** A plan of these shares, with one TTL in seconds everywhere. */
  Plan plan(double[][][] shares, int ttlSeconds) {
    int[][] ttl = new int[regions.size()][networks.size()];
    for (int[] region : ttl) {
      Arrays.fill(region, ttlSeconds);
    }
    return plan(shares, ttl);
  }

  /** A plan of these shares and TTLs in seconds. */
  Plan plan(double[][][] shares, int[][] ttlSeconds) {
    double[][] bitrate = new double[regions.size()][networks.size()];
    for (double[] region : bitrate) {
      Arrays.fill(region, 1);
    }
    return new Plan(shares, ttlSeconds, bitrate, shares, Plan.Notes.NONE);
  }
}
