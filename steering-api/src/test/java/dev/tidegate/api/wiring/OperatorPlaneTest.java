package dev.tidegate.api.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The operator plane on real sockets, endpoint by endpoint. */
class OperatorPlaneTest {
  @TempDir static Path directory;
  static Plane plane;

  @BeforeAll
  static void start() throws StartException {
    plane = Plane.start(directory, Plane.yaml());
  }

  @AfterAll
  static void stop() {
    plane.close();
  }

  @Test
  void stateNamesEveryRegionAndCdn() throws Exception {
    var response = plane.get("/ops/v1/state", Plane.VIEWER);
    assertThat(response.statusCode()).isEqualTo(200);
    JsonNode cdn = Plane.json(response).at("/services/live/regions/in-west/cdns/cdn-a");
    assertThat(cdn.get("weight").intValue()).isEqualTo(5000);
    assertThat(cdn.get("damage").isNull()).isTrue();
  }
}
