package dev.tidegate.launcher.demo;

import dev.tidegate.api.loop.EngineFunctions;
import dev.tidegate.api.wiring.StartException;
import dev.tidegate.launcher.stage.ClientLogs;
import dev.tidegate.launcher.stage.Event;
import dev.tidegate.rehearsal.baseline.Baselines;
import dev.tidegate.rehearsal.model.Fault;
import dev.tidegate.rehearsal.model.FaultBoard;
import dev.tidegate.rehearsal.model.Injection;
import dev.tidegate.rehearsal.model.Scope;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Two worlds side by side: the same CDNs, viewers, luck and fault; Tidegate steers one, a baseline
 * the other. The audience rises from 0.72 of all capacity to 0.92; at about 0.8 the largest CDN
 * begins to fail every twentieth request, later it is well again.
 */
final class Versus {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int STATUS_SECONDS = 15;

  /**
   * A look that comes so late says that players and probes waited for this machine, not for CDNs.
   */
  private static final long LATE_MILLIS = 2_000;

  private static final Duration CALM = Duration.ofSeconds(40);

  /** Part of the length after which the fault ends. */
  private static final double MENDED = 0.6;

  private static final String SICK = RisingAudience.LARGEST;
  private static final Fault BROWNOUT = new Fault.Brownout(0.05, 0);

  private static final Event EVENT = RisingAudience.EVENT;

  private final Baselines.Named rival;
  private final Duration length;
  private final long seed;
  private final PrintWriter out;
  private final InstantSource clock = InstantSource.system();
  private final CountDownLatch stop = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile Optional<Injection> fault = Optional.empty();
  private volatile Instant began = Instant.EPOCH;
  private int late;

  Versus(Baselines.Named rival, Duration length, long seed, PrintWriter out) {
    this.rival = rival;
    this.length = length;
    this.seed = seed;
    this.out = out;
  }

  /** Asks for the end, as Ctrl-C does, and waits for the summary. */
  void endAndWait() {
    stop.countDown();
    try {
      if (!ended.await(25, TimeUnit.SECONDS)) {
        out.println("the demo did not end in time");
        out.flush();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** Runs to its end, or until it is asked to end. */
  void run(Optional<Path> report) throws IOException, InterruptedException, StartException {
    Side.Common common =
        new Side.Common(EVENT, RisingAudience.demand(length), new FaultBoard(), clock, seed);
    EngineFunctions other = new BaselineEngine(rival.name(), rival.maker(), Event.SERVICE);
    try (Side ours = Side.start(common, new Track("Tidegate", true), EngineFunctions.REAL);
        Side theirs = Side.start(common, new Track(rival.name(), false), other);
        VersusDesk desk = new VersusDesk(() -> figures(ours.track(), theirs.track()))) {
      ClientLogs.hush();
      began = clock.instant();
      addresses(desk, ours, theirs);
      ours.begin();
      theirs.begin();
      play(ours, theirs);
      List<Track> tracks = List.of(ours.track(), theirs.track());
      summary(tracks);
      if (report.isPresent()) {
        Files.writeString(report.get(), report(tracks) + "\n");
      }
    } finally {
      ended.countDown();
    }
  }

  private void play(Side ours, Side theirs) throws InterruptedException {
    long start = clock.millis();
    long mends = Math.max(CALM.toMillis() + 1_000, (long) (length.toMillis() * MENDED));
    boolean ill = false;
    boolean mended = false;
    long look = 0;
    int told = 0;
    for (long elapsed = 0; elapsed < length.toMillis(); elapsed = clock.millis() - start) {
      if (!ill && elapsed >= CALM.toMillis()) {
        ill = true;
        // The board of faults is one: both worlds feel it in the same instant.
        Duration rest = Duration.ofMillis(mends - elapsed);
        fault = Optional.of(ours.live().inject(BROWNOUT, Scope.of(SICK), rest));
        say(elapsed, "FAULT     5 % of the requests to " + SICK + " fail, in both worlds");
      }
      if (ill && !mended && elapsed >= mends) {
        mended = true;
        say(elapsed, "MENDED    " + SICK + " is well again");
      }
      ours.look(began);
      theirs.look(began);
      if (elapsed / 1_000 >= told + STATUS_SECONDS) {
        told = (int) (elapsed / 1_000);
        status(elapsed, ours.track());
        status(elapsed, theirs.track());
      }
      late += clock.millis() - start - look > LATE_MILLIS ? 1 : 0;
      look = Math.max(look + 1_000, clock.millis() - start);
      if (stop.await(start + look - clock.millis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    }
  }

  private void addresses(VersusDesk desk, Side ours, Side theirs) {
    out.printf(
        "Tidegate and %s: twice %d viewers and %d imitation CDNs, for %d s (seed %d)%n%n",
        rival.name(), EVENT.crowd().size(), EVENT.cdns().size(), length.toSeconds(), seed);
    out.printf("  side by side   %s/%n", desk.base());
    out.printf("  Tidegate       %s%n", ours.page());
    out.printf("  %-14s %s%n%n", rival.name(), theirs.page());
    out.printf(
        "  from 0:%d: 5 %% of the requests to %s fail, at 0.8 of all capacity and rising%n%n",
        CALM.toSeconds(), SICK);
    out.flush();
  }

  private void status(long elapsed, Track track) {
    say(
        elapsed,
        String.format(
            Locale.ROOT,
            "%-14s %6.1f min stalled, peak load on a healthy CDN %.2f; %s",
            track.name(),
            track.stalledMinutes(),
            track.peakHealthy(),
            track.shares()));
  }

  private void say(long elapsed, String line) {
    out.printf("%3d:%02d  %s%n", elapsed / 60_000, elapsed / 1_000 % 60, line);
    out.flush();
  }

  private void summary(List<Track> tracks) {
    out.printf("%nSummary: a 5 %% brownout of %s on a rising audience%n", SICK);
    for (Track track : tracks) {
      out.printf(
          Locale.ROOT,
          "  %-14s %6.1f minutes stalled, peak load on a healthy CDN %.2f%n",
          track.name(),
          track.stalledMinutes(),
          track.peakHealthy());
    }
    if (late > 0) {
      out.printf("  this machine was too busy %d times: these figures are its own as well%n", late);
    }
    if (fault.isEmpty()) {
      out.printf(
          "  not reached in %d s: the fault, which begins at the %dth second%n",
          length.toSeconds(), CALM.toSeconds());
    }
    out.flush();
  }

  /** What the page draws. */
  private ObjectNode figures(Track ours, Track theirs) {
    ObjectNode out = JSON.createObjectNode();
    out.put("length", length.toSeconds());
    out.put("cdn", SICK);
    out.put("loadSeconds", Track.LOAD_SECONDS);
    fault.ifPresent(
        injected ->
            out.putObject("fault")
                .put("from", seconds(injected.from()))
                .put("until", seconds(injected.until())));
    out.putArray("sides").add(ours.json()).add(theirs.json());
    return out;
  }

  private double seconds(Instant at) {
    return (at.toEpochMilli() - began.toEpochMilli()) / 1_000.0;
  }

  private String report(List<Track> tracks) {
    ObjectNode out = JSON.createObjectNode();
    out.put("versus", rival.name()).put("seed", seed).put("seconds", length.toSeconds());
    out.put("faulty", fault.isPresent()).put("late", late);
    tracks.forEach(track -> out.withArray("/sides").add(track.figures()));
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(out);
  }
}
