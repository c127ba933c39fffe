package dev.tidegate.launcher.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.rehearsal.live.Tally.Switch;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class LatchesTest {
  @Test
  void whoIsLentToACdnThatIsBeingLeftAndFetchedBackDidNotMove() {
    Latches latches = new Latches();
    var cdns =
        new JsonMapper().readTree("{\"a\":{\"state\":\"drained\"},\"b\":{\"state\":\"healthy\"}}");
    for (long at = 10_000; at <= 60_000; at += 1_000) {
      latches.note("in-west", cdns, at);
    }
    Moved moved =
        latches.among(
            List.of(
                told(12_000, "mover", "a", "b"),
                told(30_000, "canary", "b", "a"),
                told(45_000, "canary", "a", "b"),
                told(30_000, "elsewhere", "b", "c"),
                told(90_000, "mover", "b", "a")));
    assertThat(moved).isEqualTo(new Moved(3, 1));
  }

  private static Switch told(long at, String session, String from, String to) {
    return new Switch(at, session, "in-west", from, to);
  }
}
