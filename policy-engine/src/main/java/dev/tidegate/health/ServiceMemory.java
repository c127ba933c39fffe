package dev.tidegate.health;

import dev.tidegate.model.Group;
import dev.tidegate.model.Service;
import dev.tidegate.model.Setup;
import dev.tidegate.tape.Tape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is remembered of one service. Regions and CDNs are in order of their ids. */
final class ServiceMemory {
  final Service service;
  final String[] cdns;
  final List<RegionMemory> regions = new ArrayList<>();
  final Clustering clustering = new Clustering();
  final ProbeLog[] probes;
  final Baseline.Sums[][] baseline;

  /** How far z over all regions strays, by CDN, span and rate. */
  final Scatter[][][] scatter;

  Clients clients;

  double secondAge;

  /** Seconds since chronic differences were last looked at. */
  double preferenceAge;

  ServiceMemory(Service service, Setup setup) {
    this.service = service;
    cdns = service.cdns().keySet().toArray(String[]::new);
    clients = new Clients(cdns.length);
    probes = new ProbeLog[cdns.length];
    baseline = new Baseline.Sums[cdns.length][];
    scatter = new Scatter[cdns.length][][];
    for (int c = 0; c < cdns.length; c++) {
      probes[c] = new ProbeLog();
      scatter[c] = Scatter.perSpanAndRate();
      baseline[c] = new Baseline.Sums[] {new Baseline.Sums(), new Baseline.Sums()};
    }
    for (String region : setup.regions().keySet()) {
      regions.add(
          new RegionMemory(
              Group.of(service.id(), region), service.staticWeights(region), cdns.length));
    }
  }

  /** The index of a CDN, or -1. */
  int cdn(String id) {
    return java.util.Arrays.binarySearch(cdns, id);
  }

  Optional<RegionMemory> region(String id) {
    int low = 0;
    int high = regions.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = regions.get(middle).id.compareTo(id);
      if (order == 0) {
        return Optional.of(regions.get(middle));
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return Optional.empty();
  }

  /** Takes over from {@code old} what is still configured: a change of setup forgets nothing. */
  void inherit(@Nullable ServiceMemory old) {
    if (old == null) {
      return;
    }
    clustering.inherit(old.clustering);
    secondAge = old.secondAge;
    preferenceAge = old.preferenceAge;
    if (sameShape(old)) {
      clients = old.clients; // its counts are by the place of a CDN among them
    }
    for (RegionMemory region : regions) {
      old.region(region.id).ifPresent(region::inherit);
    }
    for (int c = 0; c < cdns.length; c++) {
      int was = old.cdn(cdns[c]);
      if (was < 0) {
        continue;
      }
      probes[c] = old.probes[was];
      scatter[c] = old.scatter[was];
      for (RegionMemory region : regions) {
        Optional<RegionMemory> before = old.region(region.id);
        if (before.isPresent()) {
          region.outlets[c] = before.get().outlets[was];
          for (RegionMemory.Place place : before.get().places) {
            region.place(place.network).cells[c] = place.cells[was];
          }
        }
      }
    }
  }

  private boolean sameShape(ServiceMemory old) {
    return java.util.Arrays.equals(cdns, old.cdns)
        && regions.stream()
            .map(r -> r.id)
            .toList()
            .equals(old.regions.stream().map(r -> r.id).toList());
  }

  /** Carries all that is remembered; what is set up must be the same. */
  void carry(Tape t) {
    t.expect(service.id());
    for (int c = 0; c < cdns.length; c++) {
      t.expect(cdns[c]);
      probes[c].carry(t);
      for (Scatter[] span : scatter[c]) {
        for (Scatter s : span) {
          s.carry(t);
        }
      }
    }
    clustering.carry(t);
    clients.carry(t);
    secondAge = t.real(secondAge);
    preferenceAge = t.real(preferenceAge);
    regions.forEach(region -> region.carry(t));
  }
}
