package dev.tidegate.api.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.model.OperatorOverride;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** What the event stream tells of overrides. */
class OverrideNewsTest {
  private static final OperatorOverride DRAIN = drain("o-1");
  private static final Instant BEFORE = Ground.NOW;
  private static final Instant WHILE = Ground.NOW.plusSeconds(15);

  private final OverrideNews news = new OverrideNews();

  /** One that binds from 10 to 20 seconds from now. */
  private static OperatorOverride drain(String id) {
    return new OperatorOverride(
        id,
        Optional.of("live"),
        Optional.empty(),
        new OperatorOverride.Drain("cdn-a"),
        Ground.NOW,
        Ground.NOW.plusSeconds(10),
        Ground.NOW.plusSeconds(20),
        "otto",
        "test");
  }

  private List<String> look(List<OperatorOverride> known, Instant now) {
    return news.look(known, now).stream().map(OverrideNewsTest::told).toList();
  }

  private static String told(ObjectNode event) {
    return event.get("id").asString()
        + (event.get("active").booleanValue() ? " active" : "")
        + (event.get("ended").booleanValue() ? " ended" : "");
  }

  @Test
  void givenBegunAndEndedAreToldOnceEach() {
    assertThat(look(List.of(), BEFORE)).isEmpty();
    assertThat(look(List.of(DRAIN), BEFORE)).containsExactly("o-1");
    assertThat(look(List.of(DRAIN), BEFORE)).isEmpty();
    assertThat(look(List.of(DRAIN), WHILE)).containsExactly("o-1 active");
    assertThat(look(List.of(DRAIN), WHILE)).isEmpty();
    assertThat(look(List.of(drain("o-2")), WHILE)).containsExactly("o-1 ended", "o-2 active");
    assertThat(look(List.of(), WHILE)).containsExactly("o-2 ended");
  }

  @Test
  void whatStoodBeforeTheFirstLookIsNoNews() {
    assertThat(look(List.of(DRAIN), WHILE)).isEmpty();
    assertThat(look(List.of(), WHILE)).containsExactly("o-1 ended");
  }
}
