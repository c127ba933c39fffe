package dev.tidegate.api.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What a remote vantage is told: who it is, and whose probes it runs. What it probes it is handed
 * by the control plane.
 *
 * <pre>
 * vantage: {id: mumbai-1, region: in-west}
 * control: {url: "https://ops.example.com:8081", token: "${TIDEGATE_AGENT_TOKEN}"}
 * </pre>
 *
 * @param id the name of its token there
 * @param region the region it speaks for; empty if it speaks for the CDNs as a whole
 * @param control the operator plane's address
 */
public record AgentConfig(String id, Optional<String> region, URI control, String token) {

  /**
   * Reads one.
   *
   * @throws ConfigException with every fault found
   */
  public static AgentConfig read(byte[] yaml, Path source, Map<String, String> environment)
      throws ConfigException {
    return new MarkedYaml(environment).read(yaml, source, AgentConfig::root).value();
  }

  private record Vantage(String id, Optional<String> region) {}

  private record Control(URI url, String token) {}

  private static Supplier<AgentConfig> root(Section root) {
    if (root.isEmpty("vantage")) {
      root.fault("vantage", "is missing: add it, such as vantage: {id: mumbai-1}");
    }
    Vantage vantage = root.section("vantage", AgentConfig::vantage);
    if (root.isEmpty("control")) {
      root.fault(
          "control",
          "is missing: add it, such as control: {url: \"https://ops.example.com:8081\"}");
    }
    Control control = root.section("control", AgentConfig::control);
    return () -> new AgentConfig(vantage.id(), vantage.region(), control.url(), control.token());
  }

  private static Vantage vantage(Section section) {
    return new Vantage(
        section.required("id", Formats.id("vantage"), "mumbai-1", ""),
        section.optional("region", Formats.id("region")));
  }

  private static Control control(Section section) {
    URI none = URI.create("http://localhost");
    URI url =
        section.required("url", NetworkFormats::url, "\"https://ops.example.com:8081\"", none);
    boolean insecure = section.value("insecure", Formats::yesNo, false);
    if (!"https".equals(url.getScheme()) && !ServerReader.loopback(url.getHost()) && !insecure) {
      section.fault(
          "url",
          "is not https: the token would cross the network in the clear. Say insecure: true");
    }
    Optional<String> token = section.secret("token");
    if (!section.has("token")) {
      section.fault("token", "is missing: add it, such as token: \"${TIDEGATE_AGENT_TOKEN}\"");
    }
    return new Control(url, token.orElse(""));
  }
}
