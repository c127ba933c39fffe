package dev.tidegate.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.answer.SnapshotCodec;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

/**
 * Every version, decision and situation of some long loops, as checksums: a change that is only to
 * make the engine faster must not move one of them. Who changes behaviour on purpose takes over
 * what the failure says, and tells why in the commit.
 */
class FrozenBehaviourTest {
  private static final int SECONDS = 420;

  @Test
  void whatTheEngineDoesIsFrozen() {
    Map<String, String> sums = new TreeMap<>();
    for (Story story : Stories.all()) {
      CRC32 sum = new CRC32();
      int decisions = 0;
      while (story.loop.second < SECONDS) {
        story.follow(story.next());
        decisions += hash(sum, story.loop.last);
        story
            .between()
            .ifPresent(
                inputs -> {
                  story.loop.last = Engine.step(story.loop.last.state(), inputs, story.half());
                  hash(sum, story.loop.last);
                });
      }
      sums.put(story.name, "%d decisions, %08x".formatted(decisions, sum.getValue()));
    }
    assertThat(sums).isEqualTo(new TreeMap<>(FROZEN));
  }

  private static final Map<String, String> FROZEN =
      Map.ofEntries(
          Map.entry("arrivals", "380 decisions, fd204271"),
          Map.entry("brownout", "681 decisions, 9a9281f5"),
          Map.entry("latency", "628 decisions, cbaebe07"),
          Map.entry("network", "321 decisions, 68cc9f28"),
          Map.entry("operators", "1345 decisions, b5208569"),
          Map.entry("outage", "506 decisions, c6511c8e"),
          Map.entry("setups", "1829 decisions, 1beb3069"),
          Map.entry("silence", "588 decisions, 47c47d9a"));

  private static int hash(CRC32 sum, Step step) {
    say(sum, step.snapshot().version());
    sum.update(SnapshotCodec.bytes(step.snapshot()));
    step.decisions().forEach(d -> say(sum, d));
    say(sum, step.situation().at());
    step.situation()
        .groups()
        .forEach(
            (group, view) -> {
              say(sum, group);
              say(sum, view.mode());
              say(sum, view.viewers());
              say(sum, view.verdict());
              view.cdns().forEach((cdn, v) -> say(sum, cdn, v));
            });
    return step.decisions().size();
  }

  private static void say(CRC32 sum, String cdn, Situation.CdnView view) {
    say(sum, cdn);
    say(sum, view.weight());
    say(sum, view.target());
    say(sum, view.floor());
    say(sum, view.viewers());
    say(sum, view.utilisation());
    say(sum, view.overrideId());
    say(sum, view.reason());
    var health = view.health();
    say(sum, health.state());
    say(sum, health.damage());
    say(sum, health.peakDamage());
    say(sum, health.sudden());
    say(sum, health.corroborated());
    say(sum, health.slowStart());
    say(sum, health.canariesAllowed());
    say(sum, health.arrivalsWorse());
    say(sum, health.errorRate());
    say(sum, health.stallRatio());
    say(sum, health.ttfbP50Millis());
    say(sum, health.ttfbP95Millis());
    say(sum, health.samples());
    say(sum, health.minimumDetectable());
    say(sum, health.probe());
    say(sum, health.reason());
  }

  private static void say(CRC32 sum, Object what) {
    sum.update(what.toString().getBytes(StandardCharsets.UTF_8));
    sum.update(';');
  }
}
