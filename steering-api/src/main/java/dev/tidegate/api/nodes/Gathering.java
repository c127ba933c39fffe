package dev.tidegate.api.nodes;

import dev.tidegate.model.Cell;
import dev.tidegate.model.Group;
import dev.tidegate.telemetry.CellDigest;
import dev.tidegate.telemetry.ClientDigest;
import dev.tidegate.telemetry.Counts;
import dev.tidegate.telemetry.ProbeResult;
import dev.tidegate.telemetry.TrialDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What was counted since it was last taken. */
final class Gathering {
  /** A hundred nodes' checks of a hundred CDNs each second, and as many again. */
  private static final int MOST_PROBES = 20_000;

  private record Client(Cell cell, String client) {}

  private record Arm(Group group, boolean heldOut) {}

  private Map<Cell, Sum> cells = new HashMap<>();
  private Map<Client, Counts> clients = new HashMap<>();
  private Map<Arm, Counts> arms = new HashMap<>();
  private List<ProbeResult> probes = new ArrayList<>();
  private long dropped;

  /** Begins as the first digest, and copies it only when there is a second. */
  private static final class Sum {
    private CellDigest digest;
    private boolean own;

    Sum(CellDigest first) {
      digest = first;
    }

    void add(CellDigest other) {
      if (own) {
        digest.residents().add(other.residents());
        digest.arrivals().add(other.arrivals());
        digest.firstByte().add(other.firstByte());
      } else {
        digest = digest.merge(other);
        own = true;
      }
    }
  }

  void add(Heard heard) {
    for (CellDigest digest : heard.digests()) {
      Sum sum = cells.get(digest.cell());
      if (sum != null) {
        sum.add(digest);
      } else if (cells.size() < Hearing.MOST_CELLS) {
        cells.put(digest.cell(), new Sum(digest));
      } else {
        dropped++;
      }
    }
    for (ClientDigest c : heard.clients()) {
      add(clients, new Client(c.cell(), c.client()), c.counts());
    }
    for (TrialDigest t : heard.trials()) {
      add(arms, new Arm(t.group(), t.heldOut()), t.counts());
    }
    int room = Math.min(MOST_PROBES - probes.size(), heard.probes().size());
    probes.addAll(heard.probes().subList(0, room));
    dropped += heard.probes().size() - room;
  }

  private <K> void add(Map<K, Counts> all, K key, Counts counts) {
    if (all.containsKey(key) || all.size() < Hearing.MOST_CELLS) {
      all.computeIfAbsent(key, k -> new Counts()).add(counts);
    } else {
      dropped++;
    }
  }

  /** What was gathered, with what stands; begins anew. */
  Heard take(Standing standing) {
    List<CellDigest> digests = cells.values().stream().map(sum -> sum.digest).toList();
    List<ClientDigest> byClass = new ArrayList<>();
    clients.forEach((c, counts) -> byClass.add(new ClientDigest(c.cell(), c.client(), counts)));
    byClass.sort(Comparator.comparing(ClientDigest::cell).thenComparing(ClientDigest::client));
    List<TrialDigest> byArm = new ArrayList<>();
    arms.forEach((arm, counts) -> byArm.add(new TrialDigest(arm.group(), arm.heldOut(), counts)));
    byArm.sort(Comparator.comparing(TrialDigest::group).thenComparing(TrialDigest::heldOut));
    Heard heard =
        new Heard(digests, probes, standing.viewers(), standing.witnesses(), byClass, byArm);
    cells = new HashMap<>();
    clients = new HashMap<>();
    arms = new HashMap<>();
    probes = new ArrayList<>();
    return heard;
  }

  /** What one tick could not hold, in all. */
  long dropped() {
    return dropped;
  }
}
