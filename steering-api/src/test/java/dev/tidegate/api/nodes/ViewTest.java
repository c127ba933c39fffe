package dev.tidegate.api.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tidegate.engine.Situation;
import dev.tidegate.engine.Situation.CdnView;
import dev.tidegate.engine.Situation.GroupView;
import dev.tidegate.health.CdnHealth;
import dev.tidegate.health.CdnState;
import dev.tidegate.health.Verdict;
import dev.tidegate.model.Cell;
import dev.tidegate.model.Group;
import dev.tidegate.model.Mode;
import dev.tidegate.model.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ViewTest {
  private static final Instant AT = Instant.parse("2026-11-30T12:00:00Z");

  private static OptionalDouble measured(Random random, double around) {
    return OptionalDouble.of(around * (0.5 + random.nextDouble()));
  }

  private static CdnHealth health(Random random) {
    return new CdnHealth(
        random.nextInt(20) == 0 ? new CdnState.Draining(AT, 2500, 0) : new CdnState.Healthy(),
        measured(random, 0.001),
        0,
        false,
        false,
        1,
        true,
        false,
        measured(random, 0.01),
        measured(random, 0.004),
        measured(random, 80),
        measured(random, 400),
        measured(random, 4000),
        measured(random, 0.02),
        Optional.of(new CdnHealth.ProbeHealth("ok", 0, AT.plusNanos(random.nextInt(9)))),
        random.nextInt(20) == 0
            ? Optional.of(new Reason.Damage("region", "failures", 0.1, 0.1, 4, 0.1, 0, 400, 0.01))
            : Optional.empty());
  }

  /** A service in regions with networks that all have a table of their own, or none has. */
  private static View view(long seed, int regions, int networks, int cdns, boolean departed) {
    Random random = new Random(seed);
    TreeMap<Group, GroupView> groups = new TreeMap<>();
    TreeMap<Cell, Long> viewers = new TreeMap<>();
    for (int r = 0; r < regions; r++) {
      String region = "region-" + r;
      groups.put(Group.of("live", region), group(random, cdns));
      for (int n = 0; n < networks; n++) {
        String network = "network-" + n;
        if (departed) {
          groups.put(Group.of("live", region, network), group(random, cdns));
        }
        for (int c = 0; c < cdns; c++) {
          viewers.put(
              Cell.of("live", region, network, "cdn-" + c), 1000L * random.nextInt(100_000));
        }
      }
    }
    return new View(new Situation(AT, groups), viewers);
  }

  private static GroupView group(Random random, int cdns) {
    TreeMap<String, CdnView> views = new TreeMap<>();
    for (int c = 0; c < cdns; c++) {
      views.put(
          "cdn-" + c,
          new CdnView(
              random.nextInt(10_000),
              random.nextInt(10_000),
              20,
              health(random),
              measured(random, 1e5),
              measured(random, 0.5),
              Optional.empty(),
              Optional.empty()));
    }
    return new GroupView(
        Mode.AUTOMATIC,
        measured(random, 5e5),
        new Verdict.None(),
        views,
        Optional.of(new Situation.Effect(0.01, 0.02, 0.01, random.nextDouble())),
        0);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void whatIsReadEqualsWhatWasWritten(long seed) {
    View view = view(seed, (int) seed, 3, 4, seed % 2 == 0);
    assertThat(View.read(view.bytes())).as("seed %d", seed).isEqualTo(view);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void fiveThousandCellsAreTold(boolean departed) {
    View view = view(1, 50, 20, 5, departed);
    byte[] bytes = view.bytes();
    System.out.printf(
        "view of %d cells in %d groups: %d bytes%n",
        view.viewers().size(), view.situation().groups().size(), bytes.length);
    assertThat(View.read(bytes)).isEqualTo(view);
    assertThat(bytes.length).isLessThan(departed ? 700_000 : 100_000);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void damageIsRefused(long seed) {
    Random random = new Random(seed);
    byte[] good = view(seed, 2, 2, 3, true).bytes();
    for (int i = 0; i < 1_000; i++) {
      byte[] bad = good.clone();
      bad[random.nextInt(bad.length)] ^= (byte) (1 + random.nextInt(255));
      assertThatIllegalArgumentException()
          .as("seed %d, %d", seed, i)
          .isThrownBy(() -> View.read(bad));
      byte[] cut = Arrays.copyOf(good, random.nextInt(good.length));
      assertThatIllegalArgumentException().isThrownBy(() -> View.read(cut));
    }
  }

  @Test
  void whatInflatesBeyondTheBoundIsRefused() throws IOException {
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    bomb.write(1);
    try (DeflaterOutputStream deflated = new DeflaterOutputStream(bomb)) {
      byte[] zeros = new byte[1 << 20];
      for (int i = 0; i <= ViewCoding.MOST_BYTES >> 20; i++) {
        deflated.write(zeros);
      }
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> View.read(bomb.toByteArray()))
        .withMessageContaining("more than " + ViewCoding.MOST_BYTES);
  }
}
