package dev.tidegate.api.steer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import dev.tidegate.api.beacon.BeaconIntake;
import dev.tidegate.api.beacon.IntakeStats;
import dev.tidegate.api.config.TidegateConfig;
import dev.tidegate.api.geo.Geo;
import dev.tidegate.api.geo.Viewer;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class AnswersTest {
  private final TidegateConfig config = TestConfig.create().build();
  private final FixedSteering steering = new FixedSteering(config);
  private final BeaconIntake intake =
      new BeaconIntake(
          steering::config,
          steering::snapshot,
          "a key of sixteen or more".getBytes(StandardCharsets.UTF_8),
          new IntakeStats());
  private final Answers answers = new Answers(steering, intake, new PublicStats(), Hints.NONE);
  private final Viewer viewer = new Geo(config).locate(new byte[] {8, 8, 8, 8}, Geo.Claim.NONE);

  private String answer(Asked.Form form, String session, Octets out) {
    out.clear();
    answers.write(
        new Asked(form, "live", session, Query.NONE, viewer, true),
        answers.current(),
        false,
        Instant.EPOCH,
        out);
    return out.toString();
  }

  @Test
  void sharesOfRandomSessionsAreTheWeightsWithinSamplingError() {
    long seed = 20_261_122;
    Random random = new Random(seed);
    int sessions = 100_000;
    Map<String, Integer> first = new TreeMap<>();
    Map<Integer, Integer> ttls = new TreeMap<>();
    Octets out = new Octets(1024);
    for (int i = 0; i < sessions; i++) {
      String session = HexFormat.of().toHexDigits(random.nextLong());
      String body = answer(Asked.Form.HLS, session, out);
      int at = body.indexOf("PATHWAY-PRIORITY\":[\"") + 20;
      first.merge(body.substring(at, body.indexOf('"', at)), 1, Integer::sum);
      int ttl = body.indexOf("\"TTL\":") + 6;
      ttls.merge(Integer.parseInt(body.substring(ttl, body.indexOf(',', ttl))), 1, Integer::sum);
    }
    Map.of("cdn-a", 0.5, "cdn-b", 0.3, "cdn-c", 0.2)
        .forEach(
            (cdn, share) ->
                assertThat(first.getOrDefault(cdn, 0) / (double) sessions)
                    .as("seed %d, %s of %s", seed, cdn, first)
                    .isCloseTo(share, within(4 * Math.sqrt(share * (1 - share) / sessions))));
    assertThat(ttls.keySet()).as("seed %d", seed).containsExactly(9, 10);
    assertThat(ttls.getOrDefault(9, 0)).as("seed %d", seed).isBetween(45_000, 55_000);
  }

  @Test
  void anAnswerAllocatesLittle() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Octets out = new Octets(2048);
    for (Asked.Form form : new Asked.Form[] {Asked.Form.HLS, Asked.Form.RANK}) {
      for (int i = 0; i < 20_000; i++) {
        write(form, out, i);
      }
      long bytes = threads.getCurrentThreadAllocatedBytes();
      long began = System.nanoTime();
      int n = 20_000;
      for (int i = 0; i < n; i++) {
        write(form, out, i);
      }
      long each = (threads.getCurrentThreadAllocatedBytes() - bytes) / n;
      System.out.println(
          form + ": " + each + " B and " + (System.nanoTime() - began) / n + " ns an answer");
      assertThat(each).isLessThan(8192);
    }
  }

  private void write(Asked.Form form, Octets out, int i) {
    out.clear();
    answers.write(
        new Asked(form, "live", "session-" + i % 100, Query.NONE, viewer, true),
        answers.current(),
        false,
        Instant.EPOCH,
        out);
  }

  @Test
  void warmingUpMakesEveryFormAndIsNotSeen() {
    WarmUp warmUp =
        new WarmUp(config, steering, Hints.NONE, () -> new Geo(config), InstantSource.system());
    long[] now = {0};
    // Two seconds by a clock that moves 100 ms at each look, whatever the machine does.
    assertThat(warmUp.run(Duration.ofSeconds(2), () -> now[0] += 100_000_000L)).isEqualTo(19);
    assertThat(warmUp.answered()).isEqualTo(19L * 4 * (64 * 4 + 1));
    assertThat(intake.sessions()).isZero();
  }

  @Test
  void aLoopThatIsLateShedsAndOnePauseDoesNot() {
    LoadGauge gauge = new LoadGauge(2);
    gauge.observe(0, 2_000_000_000L);
    assertThat(gauge.shedding()).as("one pause is not overload").isFalse();
    for (int i = 0; i < 10; i++) {
      gauge.observe(0, 0);
      gauge.observe(1, 150_000_000L);
    }
    assertThat(gauge.shedding()).as("100 ms are passed only after a second").isTrue();
    for (int i = 0; i < 5; i++) {
      gauge.observe(1, 80_000_000L);
    }
    assertThat(gauge.shedding()).as("it does not flutter about one limit").isTrue();
    for (int i = 0; i < 20; i++) {
      gauge.observe(1, 0);
    }
    assertThat(gauge.shedding()).isFalse();
  }

  @Test
  void whoStartsTogetherComesBackSpread() {
    long seed = 20_261_122;
    Random random = new Random(seed);
    Map<Integer, Integer> calm = new TreeMap<>();
    Map<Integer, Integer> shed = new TreeMap<>();
    int sessions = 10_000;
    for (int i = 0; i < sessions; i++) {
      String session = HexFormat.of().toHexDigits(random.nextLong());
      calm.merge(ttl("vod", session, false), 1, Integer::sum);
      shed.merge(ttl("vod", session, true), 1, Integer::sum);
    }
    assertThat(calm.keySet()).as("10 %% of 30 s").containsExactly(27, 28, 29, 30);
    assertThat(calm.values())
        .as("seed %d: %s", seed, calm)
        .allSatisfy(n -> assertThat(n / (double) sessions).isBetween(0.23, 0.27));
    assertThat(shed.keySet()).as("60 s give or take a tenth").hasSize(13).contains(54, 66);
    assertThat(shed.values())
        .as("seed %d: %s", seed, shed)
        .allSatisfy(n -> assertThat(n / (double) sessions).isBetween(0.06, 0.095));
  }

  private int ttl(String service, String session, boolean shedding) {
    Octets out = new Octets(1024);
    answers.write(
        new Asked(Asked.Form.HLS, service, session, Query.NONE, viewer, true),
        answers.current(),
        shedding,
        Instant.EPOCH,
        out);
    String body = out.toString();
    int at = body.indexOf("\"TTL\":") + 6;
    return Integer.parseInt(body.substring(at, body.indexOf(',', at)));
  }
}
