package dev.tidegate.dns.reconcile;

import dev.tidegate.dns.reconcile.Verification.Answer;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the log is told of a zone's rounds: the same trouble once, and its end. */
final class Sayings {
  private static final Logger log = LoggerFactory.getLogger(ReconcileLoop.class);

  /** So many conflicts in a row are no accident: somebody else writes there. */
  static final int MANY_CONFLICTS = 3;

  private String said = "";
  private int conflicts;

  /** How each server stood that was not right, in a word. */
  private SortedMap<String, String> wrong = new TreeMap<>();

  void say(Round round) {
    outcome(round);
    conflicts = round.outcome().word().equals("conflict") ? conflicts + 1 : 0;
    if (conflicts == MANY_CONFLICTS) {
      log.error("{}: {} conflicts in a row, somebody else writes there", round.target(), conflicts);
    }
    round.drift().forEach(drift -> log.warn("{}: {}", round.target(), drift));
    round.verification().ifPresent(v -> servers(round.target(), v));
  }

  private void outcome(Round round) {
    String now = round.outcome().inStep() ? "" : round.outcome().toString();
    if (!now.isEmpty() && !now.equals(said)) {
      log.warn("{}: {}; {}", round.target(), now, left(round.outcome()));
    } else if (now.isEmpty() && !said.isEmpty()) {
      log.info("{}: in step again", round.target());
    }
    said = now;
  }

  private static String left(Outcome outcome) {
    return outcome.word().equals("unknown")
        ? "what the zone says is looked at next"
        : "the zone keeps what it said";
  }

  private void servers(String target, Verification verification) {
    SortedMap<String, String> now = new TreeMap<>();
    for (Map.Entry<String, Answer> each : verification.servers().entrySet()) {
      Answer answer = each.getValue();
      if (!(answer instanceof Answer.Right)) {
        now.put(each.getKey(), answer.word());
        if (!answer.word().equals(wrong.get(each.getKey()))) {
          log.warn("{}: {} is {}", target, each.getKey(), answer);
        }
      } else if (wrong.containsKey(each.getKey())) {
        log.info("{}: {} answers as it should again", target, each.getKey());
      }
    }
    wrong = now;
  }
}
