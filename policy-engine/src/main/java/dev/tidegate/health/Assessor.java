package dev.tidegate.health;

import dev.tidegate.model.Cell;
import dev.tidegate.model.Group;
import dev.tidegate.model.Rows;
import dev.tidegate.model.Service;
import dev.tidegate.model.Setup;
import dev.tidegate.tape.Tape;
import dev.tidegate.telemetry.CellDigest;
import dev.tidegate.telemetry.ClientDigest;
import dev.tidegate.telemetry.ProbeResult;
import dev.tidegate.telemetry.Witness;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The judgement's memory: windows, baselines, latches. {@link #assess} adds what was heard and says
 * what is believed now.
 *
 * <p>Counts of one step are summed as whole numbers before anything else is done with them, and
 * services, regions, networks and CDNs are gone through in the order of their ids, so neither the
 * order of inputs nor the machine matters. Everything decays by the time that really passed; what
 * must hold "for 2 s" is measured between time stamps, so a call may come at any moment.
 *
 * <p>Not thread-safe: it belongs to the loop that steps the engine.
 */
public final class Assessor {
  private static final Comparator<ProbeResult> BY_END =
      Comparator.comparing(ProbeResult::ended)
          .thenComparing(ProbeResult::started)
          .thenComparing(ProbeResult::service)
          .thenComparing(ProbeResult::cdn)
          .thenComparing(ProbeResult::vantage)
          .thenComparing(ProbeResult::probe)
          .thenComparing(ProbeResult::outcome);

  private static final double LONGEST_STEP = 3600;

  private @Nullable Setup setup;
  private @Nullable Instant last;
  private SortedMap<String, ServiceMemory> services = new TreeMap<>();

  /** Cells that were heard of, each with its place in the memory. */
  private final Map<Cell, Spot> spots = new HashMap<>();

  private Assessor() {}

  /** One that knows nothing. */
  public static Assessor fresh() {
    return new Assessor();
  }

  /**
   * Takes in {@code signals} and judges. Digests and probe results of what is not configured are
   * left out.
   *
   * @param now not before the last call's; if it is, no time is taken to have passed
   */
  public Assessment assess(Signals signals, Instant now) {
    adopt(signals.setup());
    Instant before = last;
    double dt = before == null ? 0 : Duration.between(before, now).toNanos() / 1e9;
    dt = Math.clamp(dt, 0, LONGEST_STEP);
    last = before != null && before.isAfter(now) ? before : now;
    receive(signals.digests());
    signals.witnesses().forEach(this::receive);
    signals.clients().forEach(this::receive);
    List<ProbeResult> probes = new ArrayList<>(signals.probes());
    probes.sort(BY_END);
    probes.forEach(this::receive);
    List<Group> groups = new ArrayList<>();
    List<GroupHealth> found = new ArrayList<>();
    for (ServiceMemory memory : services.values()) {
      for (ProbeLog log : memory.probes) {
        log.prune(now);
      }
      Judge judge = new Judge(memory, signals, now, dt);
      judge.step();
      new Findings(memory, judge, now).into(groups, found);
    }
    return new Assessment(new Found(groups.toArray(Group[]::new), found));
  }

  @SuppressWarnings("ReferenceEquality") // the usual case, told without comparing whole maps
  private void adopt(Setup current) {
    Setup known = setup;
    if (known == current) {
      return;
    }
    setup = current;
    if (known != null && known.equals(current)) {
      return;
    }
    SortedMap<String, ServiceMemory> made = new TreeMap<>();
    for (Service service : current.services().values()) {
      ServiceMemory memory = new ServiceMemory(service, current);
      memory.inherit(services.get(service.id()));
      made.put(service.id(), memory);
    }
    services = made;
    spots.clear();
  }

  /** What was found of each group. */
  private static final class Found extends Rows<Group, GroupHealth> {
    private final List<GroupHealth> found;

    Found(Group[] groups, List<GroupHealth> found) {
      super(groups);
      this.found = found;
    }

    @Override
    protected GroupHealth make(int place) {
      return found.get(place);
    }
  }

  /** Where a cell's counts go. */
  private record Spot(CellMemory cell, Outlet outlet) {}

  /**
   * Takes digests in. Sums are of whole numbers, so that order does not matter; but places that are
   * new are made in the order of their names, since there is a limit to them.
   */
  private void receive(List<CellDigest> digests) {
    List<CellDigest> strange = new ArrayList<>();
    for (CellDigest digest : digests) {
      Spot spot = spots.get(digest.cell());
      if (spot == null) {
        strange.add(digest);
      } else {
        spot.cell.receive(digest, spot.outlet);
      }
    }
    strange.sort(Comparator.comparing(CellDigest::cell));
    strange.forEach(this::receive);
  }

  private void receive(CellDigest digest) {
    Cell cell = digest.cell();
    ServiceMemory memory = services.get(cell.place().service());
    if (memory == null) {
      return;
    }
    int c = memory.cdn(cell.cdn());
    Optional<RegionMemory> region = memory.region(cell.place().region());
    if (c >= 0 && region.isPresent()) {
      RegionMemory.Place place = region.get().place(cell.place().network());
      Spot spot = new Spot(place.cells[c], region.get().outlets[c]);
      spot.cell.receive(digest, spot.outlet);
      if (place.network.equals(cell.place().network())) {
        spots.put(cell, spot);
      }
    }
  }

  private void receive(Cell cell, Witness witness) {
    if (witness.failureKept() == 1 && witness.stallKept() == 1) {
      return;
    }
    ServiceMemory memory = services.get(cell.place().service());
    int c = memory == null ? -1 : memory.cdn(cell.cdn());
    if (memory == null || c < 0) {
      return;
    }
    memory
        .region(cell.place().region())
        .ifPresent(
            region -> {
              double[] kept = region.place(cell.place().network()).cells[c].kept;
              kept[Rate.FAILURE.index] = witness.failureKept();
              kept[Rate.STALL.index] = witness.stallKept();
            });
  }

  private void receive(ClientDigest digest) {
    Cell cell = digest.cell();
    ServiceMemory memory = services.get(cell.place().service());
    int c = memory == null ? -1 : memory.cdn(cell.cdn());
    Optional<RegionMemory> region =
        memory == null ? Optional.empty() : memory.region(cell.place().region());
    if (memory != null && c >= 0 && region.isPresent()) {
      // the same place as the cell's: of too many networks the last are counted together
      String network = region.get().place(cell.place().network()).network;
      String place = Clients.place(region.get().id, network);
      memory.clients.receive(digest.client(), place, c, digest.counts());
    }
  }

  private void receive(ProbeResult result) {
    ServiceMemory memory = services.get(result.service());
    int c = memory == null ? -1 : memory.cdn(result.cdn());
    if (memory != null && c >= 0) {
      memory.probes[c].add(result);
    }
  }

  /**
   * Latches, flaps, what is usual and how widely it scatters, at most 200 bytes a cell. Windows are
   * not in it. The same state gives the same bytes.
   */
  public byte[] save() {
    return Memoir.write(services.values());
  }

  /**
   * The memory that {@code saved} holds, as far as it fits {@code setup}.
   *
   * @return a fresh one if {@code saved} is not what {@link #save} returned
   */
  public static Assessor restore(byte[] saved, Setup setup, Instant now) {
    Assessor restored = fresh();
    restored.adopt(setup);
    if (!Memoir.read(saved, restored.services)) {
      return fresh();
    }
    restored.last = now;
    return restored;
  }

  /** Carries everything, windows and histories too, for a setup that must be the same. */
  public void carry(Setup current, Tape t) {
    adopt(current);
    last = t.maybe(last);
    for (ServiceMemory memory : services.values()) {
      memory.carry(t);
    }
  }
}
