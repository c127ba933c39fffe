package dev.tidegate.launcher.demo;

import dev.tidegate.launcher.stage.Event;
import dev.tidegate.rehearsal.live.Audience;
import dev.tidegate.rehearsal.live.LiveWorld;
import dev.tidegate.rehearsal.live.OperatorClient;
import dev.tidegate.rehearsal.live.Tally;
import dev.tidegate.rehearsal.model.Harm;
import dev.tidegate.rehearsal.model.Injection;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Looks on from outside once a second, tells the story as it goes, and keeps the figures. */
final class Watch {
  private static final int STATUS_SECONDS = 15;
  private static final int KEPT_IDS = 5_000;

  private final Event event;
  private final Scenario scenario;
  private final LiveWorld live;
  private final Tally tally;
  private final Audience audience;
  private final OperatorClient client;
  private final InstantSource clock;
  private final PrintWriter out;
  private final Moves moves = new Moves();
  private final Latches latches = new Latches();
  private final Map<String, String> verdicts = new HashMap<>();
  private final Set<String> known = new LinkedHashSet<>();

  private Optional<Injection> fault = Optional.empty();
  private OptionalDouble seenAfter = OptionalDouble.empty();
  private double needed;
  private double peak;
  private long since;
  private int lastStatus;
  private final Shares shares;

  Watch(
      Event event,
      Scenario scenario,
      LiveWorld live,
      Audience audience,
      OperatorClient client,
      InstantSource clock,
      PrintWriter out) {
    this.event = event;
    this.scenario = scenario;
    this.live = live;
    this.audience = audience;
    this.tally = audience.tally();
    this.client = client;
    this.clock = clock;
    this.out = out;
    this.since = clock.millis();
    this.shares = new Shares(scenario.scope());
  }

  void faultBegan(Injection injection) {
    fault = Optional.of(injection);
    say("FAULT     " + scenario.story());
  }

  void faultEnded() {
    say("MENDED    the fault is over; what was left is returned to slowly, on evidence");
  }

  /** One look. A plane that does not answer is told of and forgiven. */
  void look(Duration elapsed) throws InterruptedException {
    Instant now = clock.instant();
    for (String cdn : event.cdns().keySet()) {
      if (elapsed.toSeconds() >= 10 && !live.world().faults().touches(cdn, now)) {
        peak = Math.max(peak, live.world().utilisation(cdn, now));
      }
    }
    try {
      client.decisionsSince(since).forEach(this::decided);
      state(client.state());
    } catch (IOException e) {
      say("the operator plane did not answer: " + e.getMessage());
    }
    moves.tell(elapsed).forEach(this::say);
    int second = (int) elapsed.toSeconds();
    if (second - lastStatus >= STATUS_SECONDS) {
      lastStatus = second;
      status(now.getEpochSecond());
    }
    out.flush();
  }

  Summary summary(Instant now) throws InterruptedException {
    String place = scenario.scope().region().orElse(Tally.EVERYWHERE);
    return new Summary(
        scenario,
        fault,
        seenAfter,
        fault.map(f -> Outcomes.mitigated(tally, place, f, now)).orElse(OptionalLong.empty()),
        fault.map(f -> Outcomes.saved(tally, f, now)).orElse(OptionalDouble.empty()),
        tally,
        dropped(),
        latches.among(tally.switches()),
        needed,
        peak,
        shares.lowest(),
        shares.first(),
        shares.latest(),
        fault.map(f -> !now.isBefore(f.until())).orElse(false));
  }

  private OptionalLong dropped() throws InterruptedException {
    try {
      return OptionalLong.of(Drops.among(client.metrics()));
    } catch (IOException e) {
      say("the operator plane did not answer: " + e.getMessage());
      return OptionalLong.empty();
    }
  }

  private void decided(JsonNode decision) {
    if (!known.add(decision.path("id").asString())) {
      return;
    }
    if (known.size() > KEPT_IDS) {
      known.remove(known.iterator().next());
    }
    Instant at = instant(decision.path("at"));
    since = Math.max(since, at.toEpochMilli() - 5_000);
    int from = decision.path("from").asInt();
    int to = decision.path("to").asInt();
    if (from == to || decision.path("rule").asString("").equals("canary")) {
      return;
    }
    moves.add(decision);
    String region = decision.path("region").asString("");
    int viewers = event.crowd().regions().getOrDefault(region, 0);
    needed += Math.max(0, to - from) / 10_000.0 * viewers;
    seen(at);
  }

  private void state(JsonNode state) {
    JsonNode regions = state.path("services").path(Event.SERVICE).path("regions");
    for (String region : event.crowd().regions().keySet()) {
      JsonNode there = regions.path(region);
      String verdict = there.path("verdict").asString("none");
      String before = verdicts.put(region, verdict);
      if (before != null && !before.equals(verdict)) {
        say("VERDICT   " + region + ": " + verdict + " (it was " + before + ")");
        if (!verdict.equals("none")) {
          seen(clock.instant());
        }
      }
      latches.note(region, there.path("cdns"), clock.millis());
      shares.note(region, there.path("cdns"), fault.isPresent());
    }
  }

  private void seen(Instant at) {
    if (fault.isPresent() && seenAfter.isEmpty() && at.isAfter(fault.get().from())) {
      double seconds = Duration.between(fault.get().from(), at).toMillis() / 1_000.0;
      seenAfter = OptionalDouble.of(seconds);
      say("SEEN      %.1f s after it began".formatted(seconds));
    }
  }

  private void status(long second) {
    long from = second - STATUS_SECONDS;
    say(
        "%d viewers, %s; bad seconds in the last %d: %d, with the static weights it had been %d"
            .formatted(
                audience.size(),
                shares.line(),
                STATUS_SECONDS,
                tally.steered(Tally.EVERYWHERE).between(from, second),
                tally.unsteered(Tally.EVERYWHERE).between(from, second)));
  }

  private void say(String line) {
    long second = Duration.between(audience.began(), clock.instant()).toSeconds();
    out.printf("%3d:%02d  %s%n", second / 60, second % 60, line);
  }

  static Instant instant(JsonNode at) {
    return at.isNumber() ? Instant.ofEpochMilli(at.asLong()) : Instant.parse(at.asString());
  }

  /** Named so that {@link Summary} need not know how harm is reckoned. */
  private static final class Outcomes {
    private static final int WINDOW = 10;
    private static final int CALM = 15;

    private Outcomes() {}

    static OptionalLong mitigated(Tally tally, String place, Injection fault, Instant now) {
      return Harm.ninetyPercentGone(
          tally.steered(place),
          tally.unsteered(place),
          began(fault),
          end(fault, now),
          WINDOW,
          CALM);
    }

    static OptionalDouble saved(Tally tally, Injection fault, Instant now) {
      return Harm.savedShare(
          tally.steered(Tally.EVERYWHERE),
          tally.unsteered(Tally.EVERYWHERE),
          began(fault),
          end(fault, now),
          CALM);
    }

    private static long began(Injection fault) {
      return fault.from().getEpochSecond();
    }

    private static long end(Injection fault, Instant now) {
      return List.of(fault.until(), now).stream()
          .min(Instant::compareTo)
          .orElseThrow()
          .getEpochSecond();
    }
  }
}
