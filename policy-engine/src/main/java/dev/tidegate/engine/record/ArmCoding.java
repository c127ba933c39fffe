package dev.tidegate.engine.record;

import dev.tidegate.model.Group;
import dev.tidegate.telemetry.ClientDigest;
import dev.tidegate.telemetry.TrialDigest;
import dev.tidegate.telemetry.VarReader;
import dev.tidegate.telemetry.VarWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Counts by class of client and by arm of a rollout.
 *
 * <pre>
 * clients: number, then each: cell, class, counts; before flag 32: service, CDN, class, counts
 * trials : number, then each: service, region, network ("" for none), held out, counts
 * </pre>
 */
final class ArmCoding {
  private final Dictionary dictionary;

  ArmCoding(Dictionary dictionary) {
    this.dictionary = dictionary;
  }

  void clients(List<ClientDigest> clients, VarWriter out) {
    out.number(clients.size());
    dictionary.rewind();
    for (ClientDigest client : clients) {
      dictionary.cell(client.cell(), out);
      dictionary.name(client.client(), out);
      CountCoding.write(client.counts(), out);
    }
  }

  List<ClientDigest> readClients(VarReader in) {
    List<ClientDigest> clients = new ArrayList<>();
    dictionary.rewind();
    for (int i = in.count(TickCoding.MOST_CELLS); i > 0; i--) {
      clients.add(new ClientDigest(dictionary.cell(in), dictionary.name(in), CountCoding.read(in)));
    }
    return clients;
  }

  /** Passes over classes of which it was not told where they were: they cannot be compared. */
  void passClients(VarReader in) {
    for (int i = in.count(TickCoding.MOST_CELLS); i > 0; i--) {
      dictionary.name(in);
      dictionary.name(in);
      dictionary.name(in);
      CountCoding.read(in);
    }
  }

  void trials(List<TrialDigest> trials, VarWriter out) {
    out.number(trials.size());
    for (TrialDigest trial : trials) {
      dictionary.name(trial.group().service(), out);
      dictionary.name(trial.group().region(), out);
      dictionary.name(trial.group().network().orElse(""), out);
      out.yes(trial.heldOut());
      CountCoding.write(trial.counts(), out);
    }
  }

  List<TrialDigest> readTrials(VarReader in) {
    List<TrialDigest> trials = new ArrayList<>();
    for (int i = in.count(TickCoding.MOST_CELLS); i > 0; i--) {
      String service = dictionary.name(in);
      String region = dictionary.name(in);
      Optional<String> network = Optional.of(dictionary.name(in)).filter(n -> !n.isEmpty());
      trials.add(
          new TrialDigest(new Group(service, region, network), in.yes(), CountCoding.read(in)));
    }
    return trials;
  }
}
