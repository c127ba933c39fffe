package dev.tidegate.launcher.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class MovesTest {
  private static final JsonMapper JSON = new JsonMapper();

  private final Moves moves = new Moves();

  @Test
  void aDrainOfManyStepsIsOneLine() {
    moves.add(decision("cdn-a", 5_000, 4_000));
    moves.add(decision("cdn-b", 3_000, 4_000));
    moves.add(decision("cdn-a", 4_000, 3_500));
    assertThat(moves.tell(Duration.ofSeconds(40)))
        .containsExactly(
            "DECIDED   in-west: cdn-a 50.0 -> 35.0 %, cdn-b 30.0 -> 40.0 % (damage: it failed)");
    assertThat(moves.tell(Duration.ofSeconds(60))).isEmpty();
  }

  @Test
  void whatComesSoonAfterWaits() {
    moves.add(decision("cdn-a", 5_000, 4_000));
    assertThat(moves.tell(Duration.ofSeconds(40))).hasSize(1);
    moves.add(decision("cdn-a", 4_000, 3_000));
    assertThat(moves.tell(Duration.ofSeconds(42))).isEmpty();
    assertThat(moves.tell(Duration.ofSeconds(46))).hasSize(1);
  }

  private static tools.jackson.databind.JsonNode decision(String cdn, int from, int to) {
    return JSON.createObjectNode()
        .put("region", "in-west")
        .put("cdn", cdn)
        .put("from", from)
        .put("to", to)
        .put("rule", "damage")
        .put("text", cdn + " in live/in-west: x -> y (damage) because it failed");
  }
}
