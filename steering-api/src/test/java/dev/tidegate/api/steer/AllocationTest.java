package dev.tidegate.api.steer;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.LoopResources;

/**
 * What an answer leaves to the garbage collector, from socket to socket, beside Reactor Netty's
 * handler of one constant body with the same headers: at most 256 octets more.
 */
class AllocationTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int WARM = 1000;
  private static final int COUNTED = 1000;
  private static final int ALLOWED = 256;

  @Test
  void anAnswerAddsLittleToWhatAConstantBodyCosts() throws IOException {
    LoopResources loops = LoopResources.create("constant", 1, 1, true);
    byte[] body = PreparedGroup.bytes("x".repeat(160));
    DisposableServer constant =
        HttpServer.create()
            .host("127.0.0.1")
            .port(0)
            .runOn(loops)
            .handle(
                (request, response) -> {
                  Cors.add(response.responseHeaders());
                  response
                      .header("content-type", Asked.Form.HLS.contentType)
                      .header("cache-control", "no-store")
                      .header("content-length", Integer.toString(body.length));
                  return response.sendObject(Unpooled.wrappedBuffer(body));
                })
            .bindNow();
    try (RunningPlane running = RunningPlane.start()) {
      long floor = each(constant.port(), "constant-", "/v1/hls/live");
      for (String form : new String[] {"hls", "dash", "rank"}) {
        long ours = each(running.plane.port(), "public-", "/v1/" + form + "/live");
        System.out.println(form + ": " + ours + " B an answer; a constant body: " + floor + " B");
        assertThat(ours).as(form).isPositive().isLessThan(floor + ALLOWED);
      }
    } finally {
      constant.disposeNow(Duration.ofSeconds(2));
      loops.disposeLater(Duration.ZERO, Duration.ofSeconds(1)).block(Duration.ofSeconds(5));
    }
  }

  /** Octets that the event loops of that name allocate for one answer. */
  private static long each(int port, String loops, String path) throws IOException {
    try (RawClient client = new RawClient(port)) {
      ask(client, path, WARM);
      long before = allocated(loops);
      ask(client, path, COUNTED);
      return (allocated(loops) - before) / COUNTED;
    }
  }

  private static void ask(RawClient client, String path, int times) throws IOException {
    for (int i = 0; i < times; i++) {
      String query = "?session=7f3a9c0d5e1b" + i % 100 + "&_HLS_pathway=cdn-a&_HLS_throughput=5e6";
      assertThat(client.get(path + query).status()).isEqualTo(200);
    }
  }

  private static long allocated(String loops) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith(loops))
        .mapToLong(thread -> THREADS.getThreadAllocatedBytes(thread.threadId()))
        .sum();
  }
}
