package dev.tidegate.engine.record;

import dev.tidegate.answer.Version;
import dev.tidegate.engine.Inputs;
import dev.tidegate.engine.record.Entry.Outcome;
import dev.tidegate.engine.record.Entry.Tick;
import dev.tidegate.model.Audience;
import dev.tidegate.model.Cell;
import dev.tidegate.model.OperatorOverride;
import dev.tidegate.model.Setup;
import dev.tidegate.telemetry.CellDigest;
import dev.tidegate.telemetry.ClientDigest;
import dev.tidegate.telemetry.ProbeResult;
import dev.tidegate.telemetry.TrialDigest;
import dev.tidegate.telemetry.VarReader;
import dev.tidegate.telemetry.VarWriter;
import dev.tidegate.telemetry.Witness;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Ticks, each as what changed since the one before it in the segment.
 *
 * <pre>
 * tick     : time, flags, digests, probes, viewers, witnesses, clients, trials, [overrides],
 *            [audiences], [version], decisions
 * flags    : 1 store reachable, 2 overrides follow, 4 the step failed, 8 a version follows,
 *            16 audiences follow, 32 clients are told by cell
 * digests  : number, then each: cell, residents, arrivals, histogram
 * viewers  : number of cells that differ, then each: cell, 0 if gone, else 1 and the difference
 * witnesses: the same with five differences
 * decisions: number, then each as text; of a step that failed the one text is its fault
 * </pre>
 *
 * One side's is used for writing all along, the other's for reading.
 */
final class TickCoding {
  /** More cells than this in one tick are refused on either side. */
  static final int MOST_CELLS = 100_000;

  private static final int MOST = 1_000_000;
  private static final int REACHABLE = 1;
  private static final int OVERRIDES = 2;
  private static final int FAILED = 4;
  private static final int VERSION = 8;
  private static final int AUDIENCES = 16;
  private static final int CELLS = 32;

  private final Dictionary dictionary = new Dictionary();
  private final Changes changes = new Changes(dictionary);
  private final ArmCoding arms = new ArmCoding(dictionary);
  private Instant last = Instant.EPOCH;
  private SortedMap<Cell, Long> viewers = new TreeMap<>();
  private SortedMap<Cell, Witness> witnesses = new TreeMap<>();
  private List<OperatorOverride> overrides = List.of();
  private List<Audience> audiences = List.of();
  private Optional<Version> version = Optional.empty();

  void write(Tick tick, VarWriter out) {
    Inputs inputs = tick.inputs();
    out.instant(tick.at(), last);
    last = tick.at();
    int flags = CELLS | (inputs.storeReachable() ? REACHABLE : 0);
    flags |= inputs.overrides().equals(overrides) ? 0 : OVERRIDES;
    flags |= inputs.audiences().equals(audiences) ? 0 : AUDIENCES;
    flags |=
        switch (tick.outcome()) {
          case Outcome.Failed _ -> FAILED;
          case Outcome.Stepped s -> version.equals(Optional.of(s.version())) ? 0 : VERSION;
        };
    out.number(flags);
    digests(inputs.digests(), out);
    probes(inputs.probes(), out);
    changes.viewers(viewers, inputs.viewers(), out);
    viewers = inputs.viewers();
    changes.witnesses(witnesses, inputs.witnesses(), out);
    witnesses = inputs.witnesses();
    arms.clients(inputs.clients(), out);
    arms.trials(inputs.trials(), out);
    if ((flags & OVERRIDES) != 0) {
      overrides = inputs.overrides();
      out.number(overrides.size());
      overrides.forEach(override -> TreeCoding.write(OperatorOverride.class, override, out));
    }
    if ((flags & AUDIENCES) != 0) {
      audiences = inputs.audiences();
      out.number(audiences.size());
      audiences.forEach(audience -> TreeCoding.write(Audience.class, audience, out));
    }
    outcome(tick.outcome(), (flags & VERSION) != 0, out);
  }

  private void outcome(Outcome outcome, boolean changed, VarWriter out) {
    switch (outcome) {
      case Outcome.Failed(String fault) -> out.text(fault);
      case Outcome.Stepped(Version now, List<String> decisions) -> {
        if (changed) {
          version = Optional.of(now);
          out.text(now.toString());
        }
        out.number(decisions.size());
        decisions.forEach(out::text);
      }
    }
  }

  private void digests(List<CellDigest> digests, VarWriter out) {
    if (digests.size() > MOST_CELLS) {
      throw new IllegalArgumentException("too many cells for one tick: " + digests.size());
    }
    SortedMap<Cell, CellDigest> byCell = new TreeMap<>();
    digests.forEach(digest -> byCell.merge(digest.cell(), digest, CellDigest::merge));
    out.number(byCell.size());
    dictionary.rewind();
    for (CellDigest digest : byCell.values()) {
      dictionary.cell(digest.cell(), out);
      CountCoding.write(digest.residents(), out);
      CountCoding.write(digest.arrivals(), out);
      HistogramCoding.write(digest.firstByte(), out);
    }
  }

  private void probes(List<ProbeResult> probes, VarWriter out) {
    out.number(probes.size());
    for (ProbeResult probe : probes) {
      dictionary.name(probe.vantage(), out);
      dictionary.name(probe.region().orElse(""), out);
      dictionary.name(probe.service(), out);
      dictionary.name(probe.cdn(), out);
      dictionary.name(probe.probe(), out);
      dictionary.name(probe.outcome().name(), out);
      out.instant(probe.started(), last);
      out.instant(probe.ended(), probe.started());
      out.yes(probe.live().isPresent());
      probe.live().ifPresent(live -> TreeCoding.write(ProbeResult.LiveEdge.class, live, out));
      out.text(probe.detail());
    }
  }

  /** The next tick, under {@code setup}. */
  Tick read(VarReader in, Setup setup) {
    last = in.instant(last);
    long flags = in.number();
    if ((flags & ~(REACHABLE | OVERRIDES | FAILED | VERSION | AUDIENCES | CELLS)) != 0) {
      throw in.refused("unknown flags " + flags);
    }
    List<CellDigest> digests = readDigests(in);
    List<ProbeResult> probes = readProbes(in);
    viewers = changes.readViewers(viewers, in);
    witnesses = changes.readWitnesses(witnesses, in);
    List<ClientDigest> clients = clients(flags, in);
    List<TrialDigest> trials = arms.readTrials(in);
    if ((flags & OVERRIDES) != 0) {
      overrides = readAll(OperatorOverride.class, in);
    }
    if ((flags & AUDIENCES) != 0) {
      audiences = readAll(Audience.class, in);
    }
    Inputs inputs =
        new Inputs(
            setup,
            digests,
            probes,
            viewers,
            witnesses,
            overrides,
            (flags & REACHABLE) != 0,
            audiences,
            clients,
            trials);
    return new Tick(last, inputs, readOutcome(flags, in));
  }

  private List<ClientDigest> clients(long flags, VarReader in) {
    if ((flags & CELLS) != 0) {
      return arms.readClients(in);
    }
    arms.passClients(in);
    return List.of();
  }

  private Outcome readOutcome(long flags, VarReader in) {
    if ((flags & FAILED) != 0) {
      return new Outcome.Failed(in.text());
    }
    if ((flags & VERSION) != 0) {
      version = Optional.of(Version.parse(in.text()));
    }
    Version now = version.orElseThrow(() -> in.refused("no version"));
    List<String> decisions = new ArrayList<>();
    for (int i = in.count(MOST); i > 0; i--) {
      decisions.add(in.text());
    }
    return new Outcome.Stepped(now, decisions);
  }

  private List<CellDigest> readDigests(VarReader in) {
    List<CellDigest> digests = new ArrayList<>();
    dictionary.rewind();
    for (int i = in.count(MOST_CELLS); i > 0; i--) {
      digests.add(
          new CellDigest(
              dictionary.cell(in),
              CountCoding.read(in),
              CountCoding.read(in),
              HistogramCoding.read(in)));
    }
    return digests;
  }

  private List<ProbeResult> readProbes(VarReader in) {
    List<ProbeResult> probes = new ArrayList<>();
    for (int i = in.count(MOST); i > 0; i--) {
      probes.add(readProbe(in));
    }
    return probes;
  }

  private ProbeResult readProbe(VarReader in) {
    String vantage = dictionary.name(in);
    String region = dictionary.name(in);
    String service = dictionary.name(in);
    String cdn = dictionary.name(in);
    String probe = dictionary.name(in);
    ProbeResult.Outcome outcome = ProbeResult.Outcome.valueOf(dictionary.name(in));
    Instant started = in.instant(last);
    Instant ended = in.instant(started);
    Optional<ProbeResult.LiveEdge> live =
        in.yes()
            ? Optional.of((ProbeResult.LiveEdge) TreeCoding.read(ProbeResult.LiveEdge.class, in))
            : Optional.empty();
    return new ProbeResult(
        vantage,
        region.isEmpty() ? Optional.empty() : Optional.of(region),
        service,
        cdn,
        probe,
        outcome,
        started,
        ended,
        live,
        in.text());
  }

  private static <T> List<T> readAll(Class<T> type, VarReader in) {
    List<T> all = new ArrayList<>();
    for (int i = in.count(MOST); i > 0; i--) {
      all.add(type.cast(TreeCoding.read(type, in)));
    }
    return all;
  }
}
