package dev.tidegate.deploy.kubernetes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.tidegate.api.config.ConfigLoader;
import dev.tidegate.api.config.TidegateConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Laws of the manifests:
 *
 * <ol>
 *   <li>Each object fits the description of its kind, to the last field.
 *   <li>That check can fail: a field that nobody has heard of is refused wherever it stands.
 *   <li>Every manifest is either in the kustomization or called an example.
 *   <li>The configuration starts: there is no fault in it, with the variables of the secret.
 *   <li>Who is told to end has time to.
 *   <li>Ports, names and labels of the objects meet.
 *   <li>A node has no more rights than it needs.
 * </ol>
 */
class ManifestsTest {
  private static final String CONTAINER = "spec.template.spec.containers.0";

  /** Their keys are anybody's. */
  private static final Set<String> MAPS =
      Set.of("labels", "matchLabels", "data", "stringData", "selector", "requests", "limits");

  static List<Manifest> objects() throws IOException {
    List<Manifest> all = new ArrayList<>();
    for (String file : files()) {
      if (!file.equals("kustomization.yaml") && !file.startsWith("prometheus-adapter.")) {
        all.addAll(Manifest.in(file));
      }
    }
    return all;
  }

  @ParameterizedTest
  @MethodSource("objects")
  void fitsItsKind(Manifest object) throws IOException {
    object.check();
  }

  @ParameterizedTest
  @MethodSource("objects")
  void anUnheardOfFieldIsRefusedWhereverItStands(Manifest object) throws IOException {
    int planted = 0;
    for (JsonObject place : places(object.tree(), object.kind().endsWith("Service"))) {
      place.addProperty("unheardOf", "x");
      assertThatThrownBy(object::check)
          .as("%s: %s", object, place)
          .hasMessageContaining("unheardOf");
      place.remove("unheardOf");
      planted++;
    }
    assertThat(planted).isPositive();
    object.check();
  }

  @Test
  void aWrongTypeAndAnUnheardOfKindAreRefused() throws IOException {
    Manifest nodes = only("nodes.yaml");
    nodes.at("spec").getAsJsonObject().add("minReadySeconds", new JsonPrimitive("soon"));
    assertThatThrownBy(nodes::check).isInstanceOf(RuntimeException.class);
    Manifest other = only("nodes.yaml");
    other.tree().addProperty("kind", "StatefulSets");
    assertThatThrownBy(other::check).hasMessageContaining("no such kind");
  }

  @Test
  void everyManifestIsAppliedOrAnExample() throws IOException {
    Set<String> applied = new TreeSet<>();
    for (JsonElement name : only("kustomization.yaml").at("resources").getAsJsonArray()) {
      applied.add(name.getAsString());
    }
    Set<String> there = new TreeSet<>(files());
    there.removeIf(name -> name.endsWith(".example.yaml") || name.equals("kustomization.yaml"));
    assertThat(applied).isEqualTo(there);
  }

  @Test
  void theConfigurationHasNoFault(@TempDir Path temp) throws Exception {
    assertThat(config(temp).services()).containsKey("live");
  }

  @Test
  void whoIsToldToEndHasTimeTo(@TempDir Path temp) throws Exception {
    long seconds =
        only("nodes.yaml").at("spec.template.spec.terminationGracePeriodSeconds").getAsLong();
    assertThat(Duration.ofSeconds(seconds))
        .isGreaterThanOrEqualTo(config(temp).shutdownGrace().plusSeconds(20));
  }

  @Test
  void portsNamesAndLabelsMeet(@TempDir Path temp) throws Exception {
    Manifest nodes = only("nodes.yaml");
    JsonElement labels = nodes.at("spec.template.metadata.labels");
    assertThat(nodes.at("spec.selector.matchLabels")).isEqualTo(labels);
    Map<String, Integer> ports = new TreeMap<>();
    for (JsonElement port : nodes.at(CONTAINER + ".ports").getAsJsonArray()) {
      ports.put(text(port, "name"), port.getAsJsonObject().get("containerPort").getAsInt());
    }
    TidegateConfig config = config(temp);
    assertThat(ports)
        .isEqualTo(
            Map.of(
                "players", config.server().publicPlane().port(),
                "operators", config.server().operatorPlane().port()));
    Set<String> services = new TreeSet<>();
    for (Manifest service : Manifest.in("services.yaml")) {
      services.add(service.at("metadata.name").getAsString());
      assertThat(service.at("spec.selector")).as(service.toString()).isEqualTo(labels);
      for (JsonElement port : service.at("spec.ports").getAsJsonArray()) {
        assertThat(ports).containsKey(text(port, "targetPort"));
      }
    }
    assertThat(services).contains(nodes.at("spec.serviceName").getAsString());
    assertThat(only("disruption-budget.yaml").at("spec.selector.matchLabels")).isEqualTo(labels);
    assertThat(only("network-policy.yaml").at("spec.podSelector.matchLabels")).isEqualTo(labels);
    assertThat(only("autoscaler.yaml").at("spec.scaleTargetRef.name"))
        .isEqualTo(nodes.at("metadata.name"));
  }

  @Test
  void probesAskThePlayersPlane() throws IOException {
    Manifest nodes = only("nodes.yaml");
    for (String probe : List.of("startupProbe", "readinessProbe", "livenessProbe")) {
      assertThat(nodes.at(CONTAINER + "." + probe + ".httpGet.port").getAsString())
          .isEqualTo("players");
      assertThat(nodes.at(CONTAINER + "." + probe + ".httpGet.path").getAsString())
          .isEqualTo(probe.startsWith("readiness") ? "/readyz" : "/healthz");
    }
  }

  @Test
  void aNodeHasNoMoreRightsThanItNeeds() throws IOException {
    Manifest nodes = only("nodes.yaml");
    assertThat(nodes.at("spec.template.spec.securityContext.runAsNonRoot").getAsBoolean()).isTrue();
    JsonObject rights = nodes.at(CONTAINER + ".securityContext").getAsJsonObject();
    assertThat(rights.get("readOnlyRootFilesystem").getAsBoolean()).isTrue();
    assertThat(rights.get("allowPrivilegeEscalation").getAsBoolean()).isFalse();
    JsonArray all = new JsonArray();
    all.add("ALL");
    assertThat(rights.get("capabilities").getAsJsonObject().get("drop")).isEqualTo(all);
  }

  /** With the variables that the secret and the pod give it. */
  private static TidegateConfig config(Path temp) throws Exception {
    Map<String, String> variables = new TreeMap<>();
    for (String name : only("secret.example.yaml").at("stringData").getAsJsonObject().keySet()) {
      variables.put(
          name,
          name.endsWith("SHA256") ? "%064x".formatted(name.length()) : "a-long-enough-session-key");
    }
    assertThat(variables).containsKey("TIDEGATE_REDIS_URI");
    variables.put("TIDEGATE_REDIS_URI", "redis://127.0.0.1:6379");
    Path pair = Path.of("../steering-api/src/test/resources/config/tls").toAbsolutePath();
    String yaml =
        only("configuration.yaml")
            .at("data")
            .getAsJsonObject()
            .get("tidegate.yaml")
            .getAsString()
            .replace("/etc/tidegate-tls/tls.crt", pair.resolve("ec.crt").toString())
            .replace("/etc/tidegate-tls/tls.key", pair.resolve("ec.key").toString());
    return new ConfigLoader(variables).load(yaml.getBytes(UTF_8), temp.resolve("tidegate.yaml"));
  }

  /** Every object in the tree that is no map of anybody's keys. */
  private static List<JsonObject> places(JsonElement tree, boolean selectorIsAMap) {
    List<JsonObject> all = new ArrayList<>();
    if (tree instanceof JsonObject object) {
      all.add(object);
      for (Map.Entry<String, JsonElement> entry : object.entrySet()) {
        boolean map =
            MAPS.contains(entry.getKey()) && (selectorIsAMap || !entry.getKey().equals("selector"));
        if (!map) {
          all.addAll(places(entry.getValue(), selectorIsAMap));
        }
      }
    } else if (tree instanceof JsonArray array) {
      array.forEach(element -> all.addAll(places(element, selectorIsAMap)));
    }
    return all;
  }

  private static String text(JsonElement object, String key) {
    return object.getAsJsonObject().get(key).getAsString();
  }

  private static Manifest only(String file) throws IOException {
    return Manifest.in(file).getFirst();
  }

  private static List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(Manifest.DIRECTORY)) {
      return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
    }
  }
}
