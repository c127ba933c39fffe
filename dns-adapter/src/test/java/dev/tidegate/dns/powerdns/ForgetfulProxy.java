package dev.tidegate.dns.powerdns;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tidegate.dns.reconcile.Loss;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Passes HTTP on to a server, and does with the first PATCH, or cache flush, as is said. */
final class ForgetfulProxy implements AutoCloseable {
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final HttpServer server;
  private final URI to;
  private final Loss loss;
  private final AtomicInteger lost = new AtomicInteger();
  private final CountDownLatch closed = new CountDownLatch(1);

  /** Cache flushes that are answered with 500 before any is passed on. */
  final AtomicInteger unflushed = new AtomicInteger();

  ForgetfulProxy(URI to, Loss loss) throws IOException {
    this.to = to;
    this.loss = loss;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor()); // one may be held
    server.createContext("/", this::pass);
    server.start();
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  int lost() {
    return lost.get();
  }

  private void pass(HttpExchange exchange) throws IOException {
    try (exchange) {
      boolean flush = exchange.getRequestURI().getPath().endsWith("/cache/flush");
      if (flush && unflushed.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
        exchange.sendResponseHeaders(500, -1);
        return;
      }
      boolean loses = exchange.getRequestMethod().equals("PATCH") && lost.get() == 0;
      if (loses && loss == Loss.REQUEST) {
        lost.set(1);
        return;
      }
      HttpRequest.Builder request =
          HttpRequest.newBuilder(to.resolve(exchange.getRequestURI()))
              .header("Content-Type", "application/json")
              .method(
                  exchange.getRequestMethod(),
                  HttpRequest.BodyPublishers.ofByteArray(exchange.getRequestBody().readAllBytes()));
      String key = exchange.getRequestHeaders().getFirst("X-API-Key");
      request.header("X-API-Key", key == null ? "" : key);
      HttpResponse<byte[]> answer = http.send(request.build(), BodyHandlers.ofByteArray());
      if (loses && loss != Loss.NONE) {
        lost.set(1);
        if (loss == Loss.HELD) {
          closed.await();
        }
        return; // closed without a word
      }
      byte[] body = answer.body();
      exchange.sendResponseHeaders(answer.statusCode(), body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    http.shutdownNow();
  }
}
