package dev.tidegate.launcher.demo;

import dev.tidegate.api.loop.EngineFunctions;
import dev.tidegate.api.wiring.Application;
import dev.tidegate.api.wiring.ServeOptions;
import dev.tidegate.api.wiring.StartException;
import dev.tidegate.launcher.stage.Event;
import dev.tidegate.launcher.stage.Ports;
import dev.tidegate.launcher.stage.ScratchDirectory;
import dev.tidegate.launcher.stage.Token;
import dev.tidegate.rehearsal.live.Audience;
import dev.tidegate.rehearsal.live.LiveWorld;
import dev.tidegate.rehearsal.live.OperatorClient;
import dev.tidegate.rehearsal.live.Tally;
import dev.tidegate.rehearsal.model.DemandCurve;
import dev.tidegate.rehearsal.model.FaultBoard;
import dev.tidegate.rehearsal.model.Player;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/** One of two worlds: CDNs, a server, its viewers, and a track of how they fare. */
final class Side implements AutoCloseable {
  private final Event event;
  private final InstantSource clock;
  private final Track track;
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final LiveWorld live;
  private final OperatorClient operator;
  private final Audience audience;
  private final URI page;
  private SortedMap<String, Double> shares = new TreeMap<>();

  /**
   * What both sides have alike.
   *
   * @param faults the same for both
   * @param seed likewise
   */
  record Common(
      Event event, DemandCurve demand, FaultBoard faults, InstantSource clock, long seed) {}

  private Side(Common common, Track track, EngineFunctions engine, int publicPort, int operatorPort)
      throws IOException, StartException {
    this.event = common.event();
    this.clock = common.clock();
    this.track = track;
    try {
      ScratchDirectory directory = keep(ScratchDirectory.create("tidegate-versus"));
      this.live = keep(LiveWorld.start(event.world(common.faults()), clock, common.seed()));
      Token token = Token.random();
      String yaml = event.yaml(publicPort, operatorPort, token, live.bases());
      ServeOptions options =
          ServeOptions.within(directory.path(), yaml.getBytes(StandardCharsets.UTF_8))
              .decidedBy(engine);
      keep(Application.run(options));
      URI plane = URI.create("http://127.0.0.1:" + operatorPort);
      this.page = URI.create(plane + "/#token=" + token.text());
      this.operator = keep(new OperatorClient(plane, token.text()));
      this.audience =
          keep(
              new Audience(
                  URI.create("http://127.0.0.1:" + publicPort),
                  Event.SERVICE,
                  Event.PATH,
                  event.crowd(),
                  common.demand(),
                  Player.Settings.live(Event.SEGMENT_MILLIS),
                  Optional.empty(),
                  clock,
                  common.seed()));
    } catch (IOException | StartException | RuntimeException failure) {
      close();
      throw failure;
    }
  }

  /** Starts everything; nobody has come yet. */
  static Side start(Common common, Track track, EngineFunctions engine)
      throws IOException, StartException {
    return new Side(common, track, engine, Ports.preferring(8080), Ports.preferring(8081));
  }

  private <T extends AutoCloseable> T keep(T opened) {
    open.push(opened);
    return opened;
  }

  /** Its operator page. */
  URI page() {
    return page;
  }

  /** How its viewers fare. */
  Track track() {
    return track;
  }

  /** Its CDNs. */
  LiveWorld live() {
    return live;
  }

  /** Lets the viewers come. */
  void begin() {
    audience.start();
  }

  /**
   * One look.
   *
   * @param began when the demo did
   */
  void look(Instant began) throws InterruptedException {
    Instant now = clock.instant();
    try {
      shares = published(operator.state());
    } catch (IOException _) {
      // what was published last is shown on
    }
    SortedMap<String, Double> load = new TreeMap<>();
    TreeSet<String> ill = new TreeSet<>();
    for (String cdn : event.cdns().keySet()) {
      load.put(cdn, live.world().utilisation(cdn, now));
      if (live.world().faults().touches(cdn, now)) {
        ill.add(cdn);
      }
    }
    long bad =
        audience
            .tally()
            .steered(Tally.EVERYWHERE)
            .between(began.getEpochSecond(), now.getEpochSecond());
    double second = (now.toEpochMilli() - began.toEpochMilli()) / 1_000.0;
    track.see(new Track.Look(second, audience.size(), shares, load, ill, bad));
  }

  /** Of all viewers, by CDN. */
  private SortedMap<String, Double> published(JsonNode state) {
    JsonNode regions = state.path("services").path(Event.SERVICE).path("regions");
    SortedMap<String, Double> sums = new TreeMap<>();
    event
        .crowd()
        .regions()
        .forEach(
            (region, viewers) ->
                regions
                    .path(region)
                    .path("cdns")
                    .forEachEntry(
                        (cdn, view) ->
                            sums.merge(
                                cdn,
                                view.path("weight").asInt(0)
                                    / 10_000.0
                                    * viewers
                                    / event.crowd().size(),
                                Double::sum)));
    return sums;
  }

  @Override
  public void close() {
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (Exception failure) {
        System.err.println("while ending: " + failure); // the rest is ended all the same
      }
    }
  }
}
