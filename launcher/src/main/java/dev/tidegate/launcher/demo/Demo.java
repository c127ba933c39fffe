package dev.tidegate.launcher.demo;

import dev.tidegate.api.wiring.Application;
import dev.tidegate.api.wiring.ServeOptions;
import dev.tidegate.api.wiring.StartException;
import dev.tidegate.launcher.stage.ClientLogs;
import dev.tidegate.launcher.stage.Event;
import dev.tidegate.launcher.stage.Ports;
import dev.tidegate.launcher.stage.ScratchDirectory;
import dev.tidegate.launcher.stage.Token;
import dev.tidegate.rehearsal.live.Audience;
import dev.tidegate.rehearsal.live.Crowd;
import dev.tidegate.rehearsal.live.FaultDesk;
import dev.tidegate.rehearsal.live.LiveWorld;
import dev.tidegate.rehearsal.live.OperatorClient;
import dev.tidegate.rehearsal.model.DemandCurve;
import dev.tidegate.rehearsal.model.FaultBoard;
import dev.tidegate.rehearsal.model.Player;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** One demo from first address to summary. */
final class Demo {
  /** Before the fault: long enough for a first baseline of each CDN. */
  private static final Duration CALM = Duration.ofSeconds(30);

  /**
   * A brownout is seen within 25 s, and left within as much again. No longer: the return takes six
   * minutes, and is to be seen within the demo's eight. A demo that ends before shows no recovery,
   * and says so.
   */
  private static final Duration FAULT = Duration.ofSeconds(50);

  private static final Duration ARRIVALS = Duration.ofSeconds(4);

  private static final Event EVENT =
      new Event(
          new Crowd(
              new TreeMap<>(Map.of("in-west", 320, "in-south", 180, "in-north", 100)),
              Event.NETWORKS),
          new TreeMap<>(
              Map.of(
                  "cdn-a", new Event.Cdn(50, 500, Duration.ofMillis(22)),
                  "cdn-b", new Event.Cdn(30, 450, Duration.ofMillis(26)),
                  "cdn-c", new Event.Cdn(20, 400, Duration.ofMillis(30)))),
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          Duration.ofSeconds(1));

  private final Scenario scenario;
  private final Duration length;
  private final long seed;
  private final PrintWriter out;
  private final InstantSource clock = InstantSource.system();
  private Optional<String> recording = Optional.empty();
  private final CountDownLatch stop = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);

  Demo(Scenario scenario, Duration length, long seed, PrintWriter out) {
    this.scenario = scenario;
    this.length = length;
    this.seed = seed;
    this.out = out;
  }

  /** Keeps what the engine is told in {@code directory}, in segments of this length. */
  Demo recordingTo(Path directory, Duration segment) {
    String path = directory.toAbsolutePath().toString().replace("\\", "\\\\").replace("\"", "\\\"");
    recording =
        Optional.of(
            "recording: {path: \"%s\", segment: %ds}\n".formatted(path, segment.toSeconds()));
    return this;
  }

  /** Asks for the end, as Ctrl-C does, and waits for the summary. */
  void endAndWait() {
    stop.countDown();
    try {
      if (!ended.await(15, TimeUnit.SECONDS)) {
        out.println("the demo did not end in time");
        out.flush();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** Runs to its end, or until it is asked to end. */
  void run(Optional<Path> report) throws IOException, InterruptedException, StartException {
    FaultBoard faults = new FaultBoard();
    int publicPort = Ports.preferring(8080);
    int operatorPort = Ports.preferring(8081);
    int dnsPort = Ports.forNames(8053);
    URI operator = URI.create("http://127.0.0.1:" + operatorPort);
    Token token = Token.random();
    try (ScratchDirectory directory = ScratchDirectory.create("tidegate-demo");
        LiveWorld live = LiveWorld.start(EVENT.world(faults), clock, seed);
        FaultDesk desk =
            new FaultDesk(live, EVENT.crowd().regions().keySet(), operator.toString(), clock)) {
      String yaml =
          EVENT.yaml(publicPort, operatorPort, token, live.bases())
              + Event.responder(dnsPort)
              + recording.orElse("");
      ServeOptions options =
          ServeOptions.within(directory.path(), yaml.getBytes(StandardCharsets.UTF_8))
              .pageMayCall(List.of(desk.base().toString()));
      try (Application _ = Application.run(options);
          OperatorClient client = new OperatorClient(operator, token.text());
          Audience audience = audience(publicPort, faults)) {
        ClientLogs.hush();
        addresses(publicPort, operatorPort, dnsPort, token, desk, live);
        audience.start();
        Watch watch = new Watch(EVENT, scenario, live, audience, client, clock, out);
        play(watch, live);
        Summary summary = watch.summary(clock.instant());
        out.println();
        summary.lines(length).forEach(out::println);
        out.flush();
        if (report.isPresent()) {
          Files.writeString(report.get(), summary.json() + "\n");
        }
      }
    } finally {
      ended.countDown();
    }
  }

  private Audience audience(int publicPort, FaultBoard faults) {
    return new Audience(
        URI.create("http://127.0.0.1:" + publicPort),
        Event.SERVICE,
        Event.PATH,
        EVENT.crowd(),
        DemandCurve.joiningOver(ARRIVALS),
        Player.Settings.live(Event.SEGMENT_MILLIS),
        Optional.of(EVENT.world(faults)),
        clock,
        seed);
  }

  private void play(Watch watch, LiveWorld live) throws IOException, InterruptedException {
    long began = clock.millis();
    long look = 0;
    long heals = CALM.plus(FAULT).toMillis();
    boolean ill = false;
    boolean healed = false;
    for (long elapsed = 0; elapsed < length.toMillis(); elapsed = clock.millis() - began) {
      if (!ill && scenario.fault().isPresent() && elapsed >= CALM.toMillis()) {
        ill = true;
        Duration rest = Duration.ofMillis(heals - elapsed);
        watch.faultBegan(live.inject(scenario.fault().get(), scenario.scope(), rest));
      }
      if (ill && !healed && elapsed >= heals) {
        healed = true;
        watch.faultEnded();
      }
      watch.look(Duration.ofMillis(elapsed));
      look = Math.max(look + 1_000, clock.millis() - began);
      if (stop.await(began + look - clock.millis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    }
  }

  private void addresses(
      int publicPort, int operatorPort, int dnsPort, Token token, FaultDesk desk, LiveWorld live) {
    out.printf(
        "Tidegate demo: %d viewers in %d regions, %d imitation CDNs, for %d s (seed %d)%n%n",
        EVENT.crowd().size(),
        EVENT.crowd().regions().size(),
        EVENT.cdns().size(),
        length.toSeconds(),
        seed);
    out.printf(
        "  operator page  http://127.0.0.1:%d/#token=%s&demo=%s%n",
        operatorPort, token.text(), desk.base());
    out.printf("  players ask    http://127.0.0.1:%d/v1/rank/%s%n", publicPort, Event.SERVICE);
    out.printf(
        "  resolvers ask  dig @127.0.0.1 -p %d %s.%s.%s CNAME%n",
        dnsPort, Event.SERVICE, EVENT.crowd().regions().firstKey(), Event.ZONE);
    out.printf("  faults         %s/demo%n", desk.base());
    live.bases().forEach((cdn, base) -> out.printf("  %-14s %s%s%n", cdn, base, Event.PATH));
    out.printf("%n  from 0:30: %s%n  expected:  %s%n%n", scenario.story(), scenario.expected());
    out.flush();
  }
}
