package dev.tidegate.rehearsal.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.rehearsal.model.CdnPhysics;
import dev.tidegate.rehearsal.model.Fault;
import dev.tidegate.rehearsal.model.FaultBoard;
import dev.tidegate.rehearsal.model.Injection;
import dev.tidegate.rehearsal.model.World;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class FaultDeskTest {
  private static final String PAGE = "http://127.0.0.1:8081";

  private final World world =
      new World(
          new TreeMap<>(Map.of("a", new CdnPhysics(1_000, 0, Duration.ofMillis(5)))),
          new FaultBoard(),
          2_000);
  private final LiveWorld live = LiveWorld.start(world, InstantSource.system(), 1);
  private final FaultDesk desk =
      new FaultDesk(live, List.of("in-west"), PAGE, InstantSource.system());
  private final HttpClient http = HttpClient.newHttpClient();

  @AfterEach
  void close() {
    http.close();
    desk.close();
    live.close();
  }

  @Test
  void saysWhatThereIsToBreakAndBreaksIt() throws Exception {
    assertThat(list().path("kinds").valueStream().map(JsonNode::asString))
        .containsExactlyElementsOf(Fault.KINDS);
    HttpResponse<String> broken =
        post(
            """
            {"cdn":"a","region":"in-west","kind":"brownout","severity":0.1,"seconds":60}""");
    assertThat(broken.statusCode()).isEqualTo(201);
    Injection injection = world.faults().all().getFirst();
    assertThat(injection.fault()).isEqualTo(new Fault.Brownout(0.1, 0));
    assertThat(injection.scope().region()).hasValue("in-west");
    JsonNode listed = list().path("faults").path(0);
    assertThat(listed.path("kind").asString()).isEqualTo("brownout");
    assertThat(listed.path("secondsLeft").asLong()).isBetween(50L, 60L);
  }

  @Test
  void aStarStandsForAll() throws Exception {
    assertThat(
            post("{\"cdn\":\"*\",\"region\":\"*\",\"kind\":\"slow\",\"severity\":0.5}")
                .statusCode())
        .isEqualTo(201);
    assertThat(world.faults().all().getFirst().scope().cdn()).isEmpty();
  }

  @Test
  void whatMakesNoSenseIsRefusedWithAReason() throws Exception {
    for (String body :
        List.of(
            "",
            "nonsense",
            "{}",
            "{\"kind\":\"flood\"}",
            "{\"kind\":\"slow\",\"severity\":7}",
            "{\"kind\":\"slow\",\"cdn\":\"z\"}",
            "{\"kind\":\"slow\",\"region\":\"mars\"}",
            "{\"kind\":\"slow\",\"seconds\":-1}")) {
      HttpResponse<String> refused = post(body);
      assertThat(refused.statusCode()).as(body).isEqualTo(400);
      assertThat(refused.body()).as(body).isNotBlank();
    }
    assertThat(world.faults().all()).isEmpty();
  }

  @Test
  void onlyTheOnePageMayCall() throws Exception {
    HttpResponse<String> asked =
        http.send(
            HttpRequest.newBuilder(URI.create(desk.base() + "/demo/faults"))
                .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                .header("Origin", "http://evil.example")
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(asked.statusCode()).isEqualTo(204);
    assertThat(asked.headers().firstValue("Access-Control-Allow-Origin")).hasValue(PAGE);
  }

  private HttpResponse<String> post(String body) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create(desk.base() + "/demo/faults"))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private JsonNode list() throws Exception {
    return new JsonMapper()
        .readTree(
            http.send(
                    HttpRequest.newBuilder(URI.create(desk.base() + "/demo")).build(),
                    HttpResponse.BodyHandlers.ofString())
                .body());
  }
}
