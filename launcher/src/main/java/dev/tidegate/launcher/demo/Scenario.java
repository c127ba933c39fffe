package dev.tidegate.launcher.demo;

import dev.tidegate.rehearsal.model.Fault;
import dev.tidegate.rehearsal.model.Scope;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What goes wrong in a demo.
 *
 * @param wire its name on the command line
 * @param moves whether somebody should move
 * @param story what is wrong
 * @param expected what should come of it
 */
record Scenario(
    String wire, Optional<Fault> fault, Scope scope, boolean moves, String story, String expected) {

  private static final List<Scenario> ALL =
      List.of(
          of(
              "brownout",
              new Fault.Brownout(0.12, 0),
              Scope.of("cdn-a", "in-west"),
              true,
              "12 % of the requests to cdn-a fail in in-west; probes see nothing",
              "viewers of in-west leave cdn-a, those of other regions stay"),
          of(
              "outage",
              new Fault.Refuse(),
              Scope.of("cdn-a"),
              true,
              "cdn-a refuses connections, everywhere",
              "everyone leaves cdn-a within seconds"),
          of(
              "blackhole",
              new Fault.BlackHole(),
              Scope.of("cdn-a"),
              true,
              "cdn-a accepts connections and never answers",
              "everyone leaves cdn-a as soon as probes and viewers agree"),
          of(
              "isp",
              new Fault.ServerErrors(0.15),
              Scope.ofNetwork("airtel"),
              false,
              "15 % of all requests from the network airtel fail, whatever the CDN",
              "nobody moves: no CDN is to blame"),
          of(
              "origin",
              new Fault.ServerErrors(0.3),
              Scope.everywhere(),
              false,
              "the origin is ill: 30 % of the requests to every CDN fail",
              "nobody moves: no CDN does better"),
          of(
              "frozen-playlist",
              new Fault.FrozenPlaylist(),
              Scope.of("cdn-a"),
              true,
              "cdn-a's live playlist stands still; every status stays 200",
              "everyone leaves cdn-a within three target durations"),
          of(
              "lying-prober",
              new Fault.LyingProber(),
              Scope.of("cdn-a"),
              false,
              "probes of cdn-a fail; its viewers are well",
              "nobody moves: the prober's own network is ill"),
          new Scenario(
              "clean",
              Optional.empty(),
              Scope.everywhere(),
              false,
              "nothing goes wrong",
              "nobody moves"));

  /** The scenario of that name. */
  static Optional<Scenario> named(String name) {
    return ALL.stream().filter(scenario -> scenario.wire.equals(name)).findFirst();
  }

  static String names() {
    return ALL.stream().map(Scenario::wire).collect(Collectors.joining(", "));
  }

  private static Scenario of(
      String wire, Fault fault, Scope scope, boolean moves, String story, String expected) {
    return new Scenario(wire, Optional.of(fault), scope, moves, story, expected);
  }
}
