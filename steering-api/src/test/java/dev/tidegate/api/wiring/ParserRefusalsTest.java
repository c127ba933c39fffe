package dev.tidegate.api.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What no route of the operator plane ever sees is refused in the form of all refusals. */
class ParserRefusalsTest extends OnAPlane {
  /** What is answered to these octets until the connection ends, as the caller asks it to. */
  private static List<String> say(String octets) throws IOException {
    try (Socket socket =
        new Socket(InetAddress.getLoopbackAddress(), plane.application.operatorPort())) {
      socket.setSoTimeout(5_000);
      socket.getOutputStream().write(octets.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      socket.shutdownOutput();
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return List.of(answer.split("\r\n\r\n", 2));
    }
  }

  @Test
  void everyRefusalIsAProblem() throws Exception {
    String end = " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n";
    Map<String, Integer> refused =
        Map.of(
            "GET /ops/v1/state?x=%zz" + end + "\r\n",
            400,
            "GET /ops/v1/%zz" + end + "\r\n",
            400,
            "GET /ops/v1/state?x=" + "y".repeat(9000) + end + "\r\n",
            414,
            "GET /ops/v1/state" + end + "A: " + "y".repeat(9000) + "\r\n\r\n",
            431,
            "POST /ops/v1/events"
                + end
                + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            400,
            "nonsense\r\n\r\n",
            400);
    for (Map.Entry<String, Integer> one : refused.entrySet()) {
      String what = one.getKey().substring(0, Math.min(40, one.getKey().length()));
      List<String> answer = say(one.getKey());
      assertThat(answer).as(what).hasSize(2);
      assertThat(answer.getFirst()).as(what).startsWith("HTTP/1.1 " + one.getValue());
      assertThat(answer.getFirst().toLowerCase(Locale.ROOT))
          .as(what)
          .contains("content-type: application/problem+json")
          .doesNotContain("netty");
      JsonNode problem = Plane.JSON.readTree(answer.getLast());
      assertThat(problem.get("status").intValue()).as(what).isEqualTo(one.getValue());
      assertThat(problem.get("title").asString()).as(what).isNotEmpty();
    }
  }
}
