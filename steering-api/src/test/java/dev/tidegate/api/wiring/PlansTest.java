package dev.tidegate.api.wiring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.api.config.ConfigException;
import dev.tidegate.api.config.ConfigLoader;
import dev.tidegate.api.config.TidegateConfig;
import dev.tidegate.probe.ProbeTarget;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What the loader takes can be probed: else it would be stored and stop the next start. */
class PlansTest {
  /** What is planned for one CDN and one probe; empty if the loader refuses it. */
  private static Optional<ProbeTarget> planned(String baseUrl, String probe) {
    String yaml =
        "services: {live: {cdns: {a: {base-url: '%s'}}, probes: [{name: p, %s}]}}"
            .formatted(baseUrl, probe);
    TidegateConfig config;
    try {
      config = new ConfigLoader(Map.of()).load(yaml.getBytes(UTF_8), Path.of("tidegate.yaml"));
    } catch (ConfigException e) {
      return Optional.empty();
    }
    return Optional.of(Plans.of(config).targets().getFirst());
  }

  private static Optional<ProbeTarget> planned(String probe) {
    return planned("https://a.example.com", probe);
  }

  @Test
  void everyCharacterOfAPath() {
    StringBuilder refused = new StringBuilder();
    for (char c = ' '; c < 127; c++) {
      String text = c == '\'' ? "''" : String.valueOf(c);
      if (planned("path: '/x" + text + "y?z=" + text + "'").isEmpty()) {
        refused.append(c);
      }
    }
    assertThat(refused.toString()).isEqualTo(" \"#%<>[\\]^`{|}");
  }

  @Test
  void everyHeaderField() {
    TreeSet<String> refused = new TreeSet<>();
    for (String name :
        List.of(
            "Host",
            "Authorization",
            "Connection",
            "content-length",
            "Cookie",
            "Date",
            "Expect",
            "Range",
            "TE",
            "transfer-encoding",
            "Upgrade",
            "User-Agent",
            "Via",
            "X-'*!")) {
      if (planned("path: /, headers: {\"" + name + "\": x}").isEmpty()) {
        refused.add(name);
      }
    }
    assertThat(refused)
        .containsExactly("Connection", "Expect", "Upgrade", "content-length", "transfer-encoding");
  }

  @Test
  void everyStatus() {
    for (int status = 0; status < 1000; status++) {
      assertThat(planned("path: /, expect: {status: " + status + "}").isPresent())
          .as("%d", status)
          .isEqualTo(status >= 200 && status < 600);
    }
  }

  @Test
  void baseUrlsAreComparedInLowerCase() {
    assertThat(planned("HTTPS://A.example.com/v/", "path: /x").orElseThrow().url())
        .hasScheme("https")
        .hasPath("/v/x");
    assertThat(planned("http://[2001:db8::1]:8080", "path: '/x?y'").orElseThrow().url())
        .hasPort(8080)
        .hasQuery("y");
  }
}
