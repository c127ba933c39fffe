package dev.tidegate.api.nodes;

import dev.tidegate.engine.record.CountCoding;
import dev.tidegate.model.Cell;
import dev.tidegate.model.Group;
import dev.tidegate.tape.Player;
import dev.tidegate.tape.Probes;
import dev.tidegate.tape.Recorder;
import dev.tidegate.telemetry.ClientDigest;
import dev.tidegate.telemetry.Crowd;
import dev.tidegate.telemetry.ProbeResult;
import dev.tidegate.telemetry.TrialDigest;
import dev.tidegate.telemetry.VarReader;
import dev.tidegate.telemetry.VarWriter;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reports as bytes.
 *
 * <pre>
 * report : form, node, boot, number, service, names, cells, probes, clients, trials, crowds
 * names  : number, then each as text, sorted: what is named below by its index
 * cells  : see {@link CellCoding}
 * probes : as a tape's block
 * clients: number, then each: region, network, CDN, class, counts. Form 1: CDN, class, counts;
 *          of these it is not known with whom to compare them, and they are passed over
 * trials : number, then each: region, network (index plus 1, 0 for none), held out, counts
 * crowds : whether they are told; if so number, then each: region, network as above, crowd
 * </pre>
 *
 * All numbers are varints of 7 bits a byte, least first.
 *
 * <p>In a rolling upgrade old and new nodes lead in turn. So a release that brings a form reads it
 * and still writes the one before; the release after writes it, and reads both. Form 1 was in no
 * release, so form 2 is written at once.
 */
final class ReportCoding {
  /** Forms from this one to {@link #FORM} are read. */
  private static final int OLDEST = 1;

  private static final int FORM = 2;

  /** From this one on a class of clients is told with its place. */
  private static final int PLACES = 2;

  /** Ten thousand cells with all that belongs to them take one. */
  static final int MOST_BYTES = 16 << 20;

  private static final int MOST_ID = 64;
  private static final int MOST = 100_000;
  private static final int MOST_PROBES = 10_000;

  private ReportCoding() {}

  static byte[] write(NodeReport report) {
    Heard heard = report.heard();
    Names names = Names.of(heard, report.crowds());
    VarWriter out = new VarWriter();
    out.number(FORM);
    out.text(report.node());
    out.number(report.boot());
    out.number(report.number());
    out.text(report.service());
    names.write(out);
    CellCoding.write(heard, names, out);
    probes(heard.probes(), out);
    out.number(heard.clients().size());
    for (ClientDigest client : heard.clients()) {
      out.number(names.index(client.cell().place().region()));
      out.number(names.index(client.cell().place().network()));
      out.number(names.index(client.cell().cdn()));
      out.number(names.index(client.client()));
      CountCoding.write(client.counts(), out);
    }
    out.number(heard.trials().size());
    for (TrialDigest trial : heard.trials()) {
      group(trial.group(), names, out);
      out.yes(trial.heldOut());
      CountCoding.write(trial.counts(), out);
    }
    out.yes(report.crowds().isPresent());
    report.crowds().ifPresent(crowds -> crowds(crowds, names, out));
    return out.done();
  }

  private static void probes(List<ProbeResult> probes, VarWriter out) {
    Recorder tape = new Recorder();
    tape.all(new ArrayList<>(probes), Probes.BLANK, Probes::carry);
    out.block(tape.bytes());
  }

  private static void crowds(SortedMap<Group, Crowd> crowds, Names names, VarWriter out) {
    out.number(crowds.size());
    crowds.forEach(
        (group, crowd) -> {
          group(group, names, out);
          crowd.write(out);
        });
  }

  private static void group(Group group, Names names, VarWriter out) {
    out.number(names.index(group.region()));
    out.number(group.network().map(network -> names.index(network) + 1).orElse(0));
  }

  static NodeReport read(byte[] bytes) {
    VarReader in = new VarReader(bytes);
    long form = in.number();
    if (form < OLDEST || form > FORM || bytes.length > MOST_BYTES) {
      throw in.refused("no report of a form that is known here: " + form);
    }
    String node = in.text(MOST_ID);
    long boot = in.number();
    long number = in.number();
    String service = in.text(MOST_ID);
    Names names = Names.read(in);
    CellReading.Part cells = CellReading.read(service, names, in);
    List<ProbeResult> probes = probes(in);
    List<ClientDigest> clients = clients(form, service, names, in);
    List<TrialDigest> trials = trials(service, names, in);
    Optional<SortedMap<Group, Crowd>> crowds =
        in.yes() ? Optional.of(crowds(service, names, in)) : Optional.empty();
    in.end();
    Heard heard =
        new Heard(cells.digests(), probes, cells.viewers(), cells.witnesses(), clients, trials);
    return new NodeReport(node, boot, number, service, heard, crowds);
  }

  private static List<ProbeResult> probes(VarReader in) {
    Player tape = new Player(in.block());
    List<ProbeResult> probes = new ArrayList<>();
    try {
      tape.all(probes, Probes.BLANK, Probes::carry);
    } catch (DateTimeException | ArithmeticException e) {
      throw new IllegalArgumentException("no probe result: " + e.getMessage(), e);
    }
    if (!tape.ended() || probes.size() > MOST_PROBES) {
      throw in.refused("more than the probes of a tick: " + probes.size());
    }
    return probes;
  }

  private static List<ClientDigest> clients(long form, String service, Names names, VarReader in) {
    List<ClientDigest> clients = new ArrayList<>();
    for (int i = in.count(MOST); i > 0; i--) {
      if (form < PLACES) {
        names.next(in);
        names.next(in);
        CountCoding.read(in);
      } else {
        Cell cell = Cell.of(service, names.next(in), names.next(in), names.next(in));
        clients.add(new ClientDigest(cell, names.next(in), CountCoding.read(in)));
      }
    }
    return clients;
  }

  private static List<TrialDigest> trials(String service, Names names, VarReader in) {
    List<TrialDigest> trials = new ArrayList<>();
    for (int i = in.count(MOST); i > 0; i--) {
      trials.add(new TrialDigest(group(service, names, in), in.yes(), CountCoding.read(in)));
    }
    return trials;
  }

  private static SortedMap<Group, Crowd> crowds(String service, Names names, VarReader in) {
    SortedMap<Group, Crowd> crowds = new TreeMap<>();
    for (int i = in.count(MOST); i > 0; i--) {
      crowds.put(group(service, names, in), Crowd.read(in));
    }
    return Collections.unmodifiableSortedMap(crowds);
  }

  private static Group group(String service, Names names, VarReader in) {
    String region = names.next(in);
    long network = in.number();
    return new Group(
        service, region, network == 0 ? Optional.empty() : Optional.of(names.at(network - 1, in)));
  }
}
