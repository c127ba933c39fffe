package dev.tidegate.launcher.prove.answers;

import dev.tidegate.launcher.prove.Evidence;
import dev.tidegate.launcher.prove.Proof;
import dev.tidegate.launcher.prove.Terms;
import dev.tidegate.launcher.prove.load.LoadProcess;
import dev.tidegate.launcher.prove.load.Told;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * More viewers than a core can answer: each is answered, late but with 200, and is told to come
 * less often; when they are gone the TTL is what it was.
 */
public final class ShedProof implements Proof {
  private static final Duration LENGTH = Duration.ofSeconds(20);

  /** Beyond what any core answers in a second: every connection always has a question due. */
  private static final int PER_SECOND = 200_000;

  private static final Duration CALM_WITHIN = Duration.ofSeconds(10);
  private static final Pattern TTL = Pattern.compile("\"TTL\":(\\d+)");

  /** The service's own TTL and its overload-ttl, as they are by default. */
  private static final int USUAL = 10;

  private static final int OVERLOAD = 60;

  private final int connections;
  private final Duration drain;

  /**
   * @param connections each of which asks again as soon as it is answered: so many that a loop is
   *     late
   * @param drain after the end of the load, in which answers may still come
   */
  public ShedProof(int connections, Duration drain) {
    this.connections = connections;
    this.drain = drain;
  }

  @Override
  public String name() {
    return "shed";
  }

  @Override
  public String about() {
    return "More viewers than a core can answer: each gets 200, and a longer TTL.";
  }

  /** {@code terms.length} is the time of the load. */
  @Override
  public Evidence run(Terms terms, PrintWriter progress) throws IOException, InterruptedException {
    Duration length = terms.length().orElse(LENGTH);
    try (Field field = new Field(Cores.SERVER, false);
        HttpClient viewer = HttpClient.newHttpClient()) {
      URI at = URI.create(field.contender(Field.HLS).at() + "?session=7f3a9c0d5e1b4711");
      int before = ttl(viewer, at);
      List<Integer> during = new ArrayList<>();
      Told told = load(field.contender(Field.HLS), length, () -> during.add(ttl(viewer, at)));
      int after = untilCalm(viewer, at);
      progress.printf("TTL %d, %s, %d: %s%n", before, during, after, told.figures());
      progress.flush();
      return evidence(told, length, before, during, after);
    }
  }

  /** Something that asks. */
  private interface Look {
    void look() throws IOException, InterruptedException;
  }

  private Told load(Contender contender, Duration length, Look look)
      throws IOException, InterruptedException {
    try (LoadProcess load = Steady.start(contender, PER_SECOND, connections, length, 0, drain)) {
      long end = System.nanoTime() + length.toNanos();
      while (System.nanoTime() < end) {
        look.look();
        Thread.sleep(200);
      }
      return load.end();
    }
  }

  private static int untilCalm(HttpClient viewer, URI at) throws IOException, InterruptedException {
    long end = System.nanoTime() + CALM_WITHIN.toNanos();
    int ttl = ttl(viewer, at);
    while (ttl > USUAL && System.nanoTime() < end) {
      Thread.sleep(100);
      ttl = ttl(viewer, at);
    }
    return ttl;
  }

  private static int ttl(HttpClient viewer, URI at) throws IOException, InterruptedException {
    HttpRequest get = HttpRequest.newBuilder(at).timeout(Duration.ofSeconds(20)).build();
    HttpResponse<String> answer = viewer.send(get, HttpResponse.BodyHandlers.ofString());
    Matcher ttl = TTL.matcher(answer.body());
    if (answer.statusCode() != 200 || !ttl.find()) {
      throw new IOException("no answer: " + answer.statusCode() + " " + answer.body());
    }
    return Integer.parseInt(ttl.group(1));
  }

  private Evidence evidence(
      Told told, Duration length, int before, List<Integer> during, int after) {
    int highest = during.stream().mapToInt(Integer::intValue).max().orElse(0);
    List<Claim> claims =
        List.of(
            Claim.atMost("TTL before", before, USUAL),
            Claim.atLeast("highest TTL meanwhile", highest, 0.9 * OVERLOAD),
            Claim.atMost("TTL within 10 s after", after, USUAL),
            Claim.atLeast("answers", told.of("answered"), connections),
            Claim.atMost("requests that failed", told.of("failed"), 0));
    List<String> body = new ArrayList<>();
    body.add(
        "%d connections on one core, each of which asks `/v1/hls` again as soon as it is answered, for %d s; the load has a core of its own. One more viewer reads the TTL five times a second."
            .formatted(connections, length.toSeconds()));
    body.add("Service with `ttl: 10s`, `overload-ttl: 60s`. TTLs read: " + during);
    body.addAll(Claim.table(claims));
    return new Evidence(claims.stream().allMatch(Claim::held), body);
  }
}
