package dev.tidegate.api.loop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidegate.api.config.ConfigLoader;
import dev.tidegate.api.nodes.Commons;
import dev.tidegate.api.store.StoreException;
import dev.tidegate.engine.Inputs;
import dev.tidegate.model.Setup;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ReportsTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

  private final List<String> told = new ArrayList<>();
  private final Set<String> away = new HashSet<>();
  private final NodeMeter meter = new NodeMeter();
  private final Reports reports =
      new Reports(new NodeTerms("n", "127.0.0.1:0", 1, "test", Path.of(".")), meter);

  /** Takes reports, except of services that are away. */
  private final Commons commons =
      (Commons)
          Proxy.newProxyInstance(
              Commons.class.getClassLoader(),
              new Class<?>[] {Commons.class},
              (_, method, arguments) -> {
                assertThat(method.getName()).isEqualTo("append");
                String service = (String) arguments[0];
                if (away.contains(service)) {
                  throw new StoreException(service + " is away");
                }
                told.add(service);
                return null;
              });

  private static Setup setup() throws Exception {
    String yaml =
        """
        services:
          a: {cdns: {x: {base-url: "https://x.example.com", weight: 1}}}
          b: {cdns: {x: {base-url: "https://x.example.com", weight: 1}}}
        """;
    return new ConfigLoader(Map.of()).load(yaml.getBytes(UTF_8), Path.of("tidegate.yaml")).setup();
  }

  private void tick(Instant at) throws Exception {
    Inputs nothing =
        new Inputs(
            setup(), List.of(), List.of(), new TreeMap<>(), new TreeMap<>(), List.of(), true);
    reports.add(nothing, _ -> new TreeMap<>(), at);
  }

  @Test
  void aServiceWhoseLogIsAwayKeepsNoOtherWaiting() throws Exception {
    away.add("a");
    for (int i = 0; i < 5; i++) {
      tick(NOW.plusSeconds(i));
      assertThatThrownBy(() -> reports.tell(commons)).hasMessage("a is away");
    }
    assertThat(told).containsExactly("b", "b", "b", "b", "b");
    away.clear();
    reports.tell(commons);
    assertThat(told).as("three ticks wait").endsWith("a", "a", "a").hasSize(8);
    assertThat(meter.unsent.sum()).isEqualTo(2);
  }

  @Test
  void aClockThatIsSetBackLeavesNoMoreThanAMinute() throws Exception {
    for (int i = 0; i < 100; i++) {
      tick(NOW.plusSeconds(i));
    }
    assertThat(reports.lastMinute()).hasSizeBetween(59, 61);
    for (int i = 0; i < 100; i++) {
      tick(NOW.minusSeconds(3_600 - i));
    }
    assertThat(reports.lastMinute()).hasSizeBetween(59, 61);
  }
}
