package dev.tidegate.health;

import dev.tidegate.health.ProbeLog.Vote;
import dev.tidegate.model.Policy;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * For people: whose fault it is where no CDN is to blame. A place is commonly bad if the rate of
 * all its un-latched CDNs together rose over its own past by a point at z &gt; 4.5 for {@code
 * flag-for}, and each CDN with samples shares half of the rise. It is well if it rose by less than
 * half of what the bad ones did; one that heard too few to be either says nothing. Two places or
 * more bad, or the only one, and none well: {@code origin}; some networks of a region and not the
 * others: {@code isp}.
 */
final class Verdicts {
  private static final double RISE = 0.01;
  private static final double SAMPLES = 30;

  private final ServiceMemory memory;
  private final Policy policy;
  private final References references;
  private final double[] phi;
  private final Instant now;
  private final Tally all = new Tally();
  private final Baseline.Sums past = new Baseline.Sums();

  /** Whether places of the service are commonly bad and none is well. */
  private boolean allBad;

  /** By how much the bad ones rose, their mean; not a number if there are none. */
  private double typical = Double.NaN;

  Verdicts(ServiceMemory memory, Policy policy, References references, double[] phi, Instant now) {
    this.memory = memory;
    this.policy = policy;
    this.references = references;
    this.phi = phi;
    this.now = now;
  }

  /** Notes which places are commonly bad. */
  void note() {
    int populated = 0;
    int bad = 0;
    double rises = 0;
    int known = 0;
    for (RegionMemory region : memory.regions) {
      for (RegionMemory.Place place : region.places) {
        Evidence found = null;
        for (Rate rate : Rate.all()) {
          Comparison rise = rise(place, rate);
          if (rise != null && rise.exceeds(RISE, policy.get(Policy.Key.FLAG_Z))) {
            found =
                new Evidence(
                    rise.damage(),
                    false,
                    false,
                    false,
                    place.network,
                    rate,
                    new dev.tidegate.model.Reason.Configured("all CDNs are bad"));
          }
        }
        place.common.note(found, now);
        if (populated(place)) {
          populated++;
          bad += bad(place) ? 1 : 0;
          double rise = bad(place) ? risen(place) : Double.NaN;
          rises += Double.isNaN(rise) ? 0 : rise;
          known += Double.isNaN(rise) ? 0 : 1;
        }
      }
    }
    typical = rises / known;
    boolean several = bad > 1 || (bad == 1 && populated == 1);
    allBad = several && memory.regions.stream().allMatch(r -> wellIn(r) == 0);
  }

  private long wellIn(RegionMemory region) {
    return region.places.stream().filter(this::well).count();
  }

  private boolean well(RegionMemory.Place place) {
    boolean asked = !Double.isNaN(typical); // where nothing is bad nobody is asked, tick after tick
    return asked && populated(place) && !bad(place) && risen(place) < 0.5 * typical;
  }

  /** The most by which a rate of all CDNs of a place rose; not a number if that is not known. */
  private double risen(RegionMemory.Place place) {
    double most = Double.NaN;
    for (Rate rate : Rate.all()) {
      together(place, rate);
      if (all.n >= SAMPLES && references.exists(past)) {
        double rise = all.x / all.n - past.own();
        most = Double.isNaN(most) ? rise : Math.max(most, rise);
      }
    }
    return most;
  }

  /** Sums a place's CDNs into {@link #all} and {@link #past}; how many have samples. */
  private int together(RegionMemory.Place place, Rate rate) {
    all.clear();
    past.clear();
    int cdns = 0;
    for (CellMemory cell : place.cells) {
      if (!cell.latched) {
        all.add(cell.spans[CellMemory.SHORT][rate.index]);
        past.add(cell.baseline[rate.index].sums);
        cdns += cell.spans[CellMemory.SHORT][rate.index].effective() >= SAMPLES ? 1 : 0;
      }
    }
    return cdns;
  }

  /** How far all CDNs of a place rose together; null where they did by less than matters. */
  private @Nullable Comparison rise(RegionMemory.Place place, Rate rate) {
    int cdns = together(place, rate);
    if (cdns < Math.min(2, place.cells.length) || !references.exists(past)) {
      return null;
    }
    double q = all.x / all.n;
    double before = past.own();
    if (!(q - before > RISE)) {
      return null;
    }
    for (CellMemory cell : place.cells) {
      Tally own = cell.spans[CellMemory.SHORT][rate.index];
      if (!cell.latched
          && own.effective() >= SAMPLES
          && own.x / own.n - before < 0.5 * (q - before)) {
        return null;
      }
    }
    double inverse = 1 / all.effective() + 1 / past.effective();
    return new Comparison(
        rate, all.effective(), q, before, before, q, inverse, phi[rate.index], false);
  }

  private boolean bad(RegionMemory.Place place) {
    return place.common.flag(policy.get(Policy.Key.FLAG_FOR), now).isPresent();
  }

  private static boolean populated(RegionMemory.Place place) {
    double n = 0;
    for (CellMemory cell : place.cells) {
      n += cell.spans[CellMemory.SHORT][0].n + cell.spans[CellMemory.SHORT][1].n;
    }
    return n >= SAMPLES;
  }

  /** The verdict of a region, or of one network of it, that no latch explains. */
  Verdict shared(RegionMemory region, Optional<RegionMemory.Place> only, boolean contradicted) {
    if (allBad) {
      return new Verdict.Origin();
    }
    Verdict here = network(region, only);
    if (!(here instanceof Verdict.None)) {
      return here;
    }
    Optional<String> client = memory.clients.blamed(policy.get(Policy.Key.FLAG_FOR), now);
    if (client.isPresent()) {
      return new Verdict.Client(client.get());
    }
    Verdict doubted = doubted(region);
    return doubted instanceof Verdict.None ? telemetry(region, contradicted) : doubted;
  }

  /** Whether so much badness is not believed that it would have counted as damage. */
  private Verdict doubted(RegionMemory region) {
    double least = policy.get(Policy.Key.MIN_EFFECT);
    for (int c = 0; c < memory.cdns.length; c++) {
      for (Tally doubted : region.outlets[c].doubted) {
        if (doubted.n >= SAMPLES && doubted.x > least * doubted.n) {
          return new Verdict.SuspectInput(
              "a few client prefixes report " + memory.cdns[c] + " far worse than all others do");
        }
      }
    }
    return new Verdict.None();
  }

  private Verdict network(RegionMemory region, Optional<RegionMemory.Place> only) {
    int badHere = 0;
    int wellHere = 0;
    RegionMemory.Place worst = null;
    double most = 0;
    for (RegionMemory.Place place : region.places) {
      if (!populated(place) || (only.isPresent() && only.get() != place)) {
        continue;
      }
      wellHere += well(place) ? 1 : 0;
      if (bad(place)) {
        badHere++;
        double damage = place.common.flag(0, now).map(Evidence::damage).orElse(0.0);
        if (worst == null || damage > most) {
          worst = place;
          most = damage;
        }
      }
    }
    if (worst == null) {
      return new Verdict.None();
    }
    return wellHere == 0 && badHere > 1 ? new Verdict.Origin() : new Verdict.Isp(worst.network);
  }

  private Verdict telemetry(RegionMemory region, boolean contradicted) {
    if (region.silence.silent()) {
      return new Verdict.Telemetry("beacons are silent");
    }
    if (contradicted) {
      return new Verdict.Telemetry("probes fail while players are well");
    }
    int votes = 0;
    int failing = 0;
    int stale = 0;
    for (ProbeLog log : memory.probes) {
      Optional<Vote> vote = log.vote(region.id, now);
      votes += vote.isPresent() ? 1 : 0;
      failing +=
          vote.filter(v -> v.rounds() >= policy.get(Policy.Key.OUTAGE_ROUNDS)).isPresent() ? 1 : 0;
      stale += log.stale(region.id, now).isEmpty() ? 0 : 1;
    }
    if (votes > 1 && stale == votes) {
      return new Verdict.Origin();
    }
    return votes > 0 && failing == votes
        ? new Verdict.Telemetry("all probes fail at once")
        : new Verdict.None();
  }
}
