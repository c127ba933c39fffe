package dev.tidegate.deploy.kubernetes;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Secret;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import io.kubernetes.client.openapi.models.V1StatefulSet;
import io.kubernetes.client.openapi.models.V2HorizontalPodAutoscaler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * One object for Kubernetes.
 *
 * @param file its name
 * @param tree as JSON
 */
record Manifest(String file, JsonObject tree) {
  static final Path DIRECTORY = Path.of("kubernetes");

  private static final Map<String, Check> CHECKS =
      Map.of(
          "v1 Namespace", V1Namespace::fromJson,
          "v1 ServiceAccount", V1ServiceAccount::fromJson,
          "v1 ConfigMap", V1ConfigMap::fromJson,
          "v1 Secret", V1Secret::fromJson,
          "v1 Service", V1Service::fromJson,
          "apps/v1 StatefulSet", V1StatefulSet::fromJson,
          "policy/v1 PodDisruptionBudget", V1PodDisruptionBudget::fromJson,
          "autoscaling/v2 HorizontalPodAutoscaler", V2HorizontalPodAutoscaler::fromJson,
          "networking.k8s.io/v1 NetworkPolicy", V1NetworkPolicy::fromJson);

  /** Reads JSON of one kind, refusing what that kind does not know. */
  private interface Check {
    Object read(String json) throws IOException;
  }

  /** All objects of a file; twice the same key is an error. */
  static List<Manifest> in(String file) throws IOException {
    LoadSettings strict =
        LoadSettings.builder().setAllowDuplicateKeys(false).setLabel(file).build();
    List<Manifest> all = new ArrayList<>();
    for (Object document :
        new Load(strict).loadAllFromString(Files.readString(DIRECTORY.resolve(file)))) {
      all.add(new Manifest(file, new Gson().toJsonTree(document).getAsJsonObject()));
    }
    return all;
  }

  /**
   * Holds the object against the description of its kind.
   *
   * @throws IllegalArgumentException or another runtime exception if it does not fit
   */
  void check() throws IOException {
    Check check = CHECKS.get(kind());
    if (check == null) {
      throw new IllegalArgumentException("no such kind: " + kind());
    }
    check.read(tree.toString());
  }

  /** Such as {@code apps/v1 StatefulSet}. */
  String kind() {
    return text("apiVersion") + " " + text("kind");
  }

  /** What stands at a path such as {@code spec.template}; a number is an index. */
  JsonElement at(String path) {
    JsonElement here = tree;
    for (String step : path.split("\\.")) {
      here =
          here.isJsonArray()
              ? here.getAsJsonArray().get(Integer.parseInt(step))
              : here.getAsJsonObject().get(step);
      if (here == null) {
        throw new AssertionError(this + " has nothing at " + path);
      }
    }
    return here;
  }

  private String text(String key) {
    JsonElement value = tree.get(key);
    return value == null ? "nothing" : value.getAsString();
  }

  @Override
  public String toString() {
    return file + " (" + kind() + ")";
  }
}
