package dev.tidegate.engine;

import dev.tidegate.answer.Version;
import dev.tidegate.model.Group;
import dev.tidegate.model.Reason;
import java.time.Instant;
import java.util.Locale;

/**
 * A recorded change of one CDN's share in one group, with why.
 *
 * @param id unique, rising with time: {@code epoch.seq.n}
 * @param from basis points before
 * @param to basis points after; equal to {@code from} where only canary buckets rotated
 */
public record Decision(
    String id,
    Instant at,
    Version version,
    Group group,
    String cdn,
    int from,
    int to,
    Rule rule,
    Reason reason) {

  /** One sentence for a person. */
  public String text() {
    return String.format(
        Locale.ROOT,
        "%s in %s: %.2f %% -> %.2f %% (%s) because %s",
        cdn,
        group,
        from / 100.0,
        to / 100.0,
        rule.wire(),
        reason.text());
  }
}
