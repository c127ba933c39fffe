package dev.tidegate.api.redis;

import dev.tidegate.api.store.Store.DecisionFilter;
import dev.tidegate.api.store.Store.StoredDecision;
import io.lettuce.core.ScriptOutputType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Decisions: a list, the newest first. A leader that does not know whether it has published says
 * the same again: what stands twice is read once.
 */
final class DecisionList {
  private static final int PAGE = 500;
  private static final RedisScript SAVE = RedisScript.load("save.lua", ScriptOutputType.VALUE);

  private final RedisLink link;
  private final RedisKeys keys;
  private final int bound;

  DecisionList(RedisLink link, RedisKeys keys, int bound) {
    this.link = link;
    this.keys = keys;
    this.bound = bound;
  }

  /** Stores what the engine leaves behind, with the decisions just made, oldest first. */
  void save(byte[] state, List<StoredDecision> decisions) {
    List<byte[]> arguments = new ArrayList<>();
    arguments.add(state);
    arguments.add(StoredForms.utf8(Integer.toString(bound)));
    decisions.forEach(d -> arguments.add(StoredForms.decision(d)));
    var _ =
        link.<Boolean>call(
            keys.head(),
            "save the engine",
            redis ->
                SAVE.run(
                        redis,
                        List.of(keys.memory(), keys.decisions()),
                        arguments.toArray(byte[][]::new))
                    .thenApply(_ -> true));
  }

  List<StoredDecision> list(DecisionFilter filter, int limit, Optional<String> before) {
    List<StoredDecision> found = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    boolean begun = before.isEmpty();
    for (int at = 0; at < bound && found.size() < limit; at += PAGE) {
      List<byte[]> page = page(at);
      for (byte[] bytes : page) {
        StoredDecision decision = StoredForms.decision(bytes);
        if (seen.add(decision.id()) && begun && found.size() < limit && matches(filter, decision)) {
          found.add(decision);
        }
        begun |= before.filter(decision.id()::equals).isPresent();
      }
      if (page.size() < PAGE) {
        break;
      }
    }
    return List.copyOf(found);
  }

  private List<byte[]> page(int at) {
    int last = Math.min(at + PAGE, bound) - 1;
    return link.call(
        keys.head(), "read decisions", redis -> redis.lrange(keys.decisions(), at, last));
  }

  private static boolean matches(DecisionFilter filter, StoredDecision d) {
    return filter.service().map(d.service()::equals).orElse(true)
        && filter.region().map(d.region()::equals).orElse(true)
        && filter.cdn().map(d.cdn()::equals).orElse(true)
        && filter.since().map(since -> !d.at().isBefore(since)).orElse(true);
  }
}
