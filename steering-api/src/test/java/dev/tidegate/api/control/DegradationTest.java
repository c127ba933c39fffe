package dev.tidegate.api.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ladder, on two nodes of one store. */
class DegradationTest {
  private static final String LADDER =
      """
      {"items":[{"service":"live","region":"*","maxBitrateKbps":3000,"features":{}}]}""";

  @TempDir Path directory;
  private Ground ground;
  private Degradation here;
  private Degradation there;

  @BeforeEach
  void open() {
    ground = new Ground(directory);
    here = desk();
    there = desk();
  }

  @AfterEach
  void close() {
    ground.close();
  }

  private Degradation desk() {
    return new Degradation(ground.store, ground.steering, ground.levers, ground.feed);
  }

  @Test
  void whatIsPutOnAnotherNodeIsToldHereToo() {
    assertThat(here.hints("live", "in-west")).doesNotContain("3000");
    assertThat(Ground.status(there::put, Ground.call(LADDER, Map.of()))).isEqualTo(200);
    here.written();
    assertThat(here.hints("live", "in-west"))
        .contains("3000")
        .isEqualTo(there.hints("live", "in-west"));
  }

  @Test
  void aTagFromBeforeAnotherNodesWriteIsStale() {
    String before = tag(here);
    there.put(Ground.call(LADDER, Map.of()));
    Call late = Ground.call("{\"items\":[]}", Map.of("if-match", before));
    assertThat(Ground.status(here::put, late)).isEqualTo(412);
    assertThat(tag(here)).isEqualTo(tag(there)).isNotEqualTo(before);
  }

  private static String tag(Degradation desk) {
    Reply reply = desk.get(Ground.call("", Map.of()));
    return reply instanceof Reply.Whole whole ? whole.headers().getOrDefault("ETag", "") : "";
  }
}
