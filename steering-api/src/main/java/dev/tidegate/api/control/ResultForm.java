package dev.tidegate.api.control;

import dev.tidegate.telemetry.ProbeResult;
import dev.tidegate.telemetry.ProbeResult.LiveEdge;
import dev.tidegate.telemetry.ProbeResult.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** One probe result of a remote vantage, as it is sent. */
final class ResultForm {
  private static final Set<String> FIELDS =
      Set.of("service", "cdn", "probe", "outcome", "started", "ended", "live", "detail");
  private static final Set<String> LIVE =
      Set.of("sequence", "targetMs", "stoodStillMs", "lag", "othersAdvance");

  /** The longest that a probe may take, and more than any playlist is looked back on. */
  private static final Duration LONGEST = Duration.ofMinutes(5);

  private static final long DAY = Duration.ofDays(1).toMillis();
  private static final int MAX_DETAIL = 300;

  private final Fields fields;
  private final String place;

  /**
   * @param place where it stands in the body, for messages
   */
  ResultForm(JsonNode node, String place) {
    this.place = place;
    this.fields = Fields.of(node, place, FIELDS);
  }

  /**
   * Reads it.
   *
   * @param late what is to be added to the agent's times to have ours
   * @param now nothing has ended later than this
   */
  ProbeResult read(String vantage, Optional<String> region, Duration late, Instant now) {
    Instant ended = time("ended", now).plus(late);
    Instant started = time("started", now).plus(late);
    if (started.isAfter(ended) || started.isBefore(ended.minus(LONGEST))) {
      throw fields.wrong("started", "must be before ended, by " + LONGEST + " at most");
    }
    Duration early = ended.isAfter(now) ? Duration.between(now, ended) : Duration.ZERO;
    return new ProbeResult(
        vantage,
        region,
        fields.needText("service"),
        fields.needText("cdn"),
        fields.needText("probe"),
        outcome(),
        started.minus(early),
        ended.minus(early),
        fields.value("live").map(this::live),
        fields.text("detail").map(ResultForm::clipped).orElse(""));
  }

  private Instant time(String name, Instant now) {
    return Times.field(fields, name, now).orElseThrow(() -> fields.wrong(name, "is required"));
  }

  private Outcome outcome() {
    String word = fields.needText("outcome");
    for (Outcome outcome : Outcome.values()) {
      if (outcome.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(word)) {
        return outcome;
      }
    }
    throw fields.wrong("outcome", "is none that there is");
  }

  private LiveEdge live(JsonNode node) {
    Fields live = Fields.of(node, place + ".live", LIVE);
    return new LiveEdge(
        Math.max(0, need(live, "sequence", Long.MIN_VALUE, Long.MAX_VALUE)),
        Duration.ofMillis(need(live, "targetMs", 1, DAY)),
        // A playlist of last week's match has stood still for longer than anybody needs to know.
        Duration.ofMillis(Math.min(DAY, need(live, "stoodStillMs", 0, Long.MAX_VALUE))),
        Math.toIntExact(need(live, "lag", 0, Integer.MAX_VALUE)),
        live.value("othersAdvance").map(v -> truth(live, v)).orElse(false));
  }

  private static boolean truth(Fields live, JsonNode value) {
    if (!value.isBoolean()) {
      throw live.wrong("othersAdvance", "must be true or false");
    }
    return value.booleanValue();
  }

  private static long need(Fields fields, String name, long least, long most) {
    return fields.whole(name, least, most).orElseThrow(() -> fields.wrong(name, "is required"));
  }

  private static String clipped(String detail) {
    return detail.length() <= MAX_DETAIL ? detail : detail.substring(0, MAX_DETAIL);
  }
}
