package dev.tidegate.launcher.prove.answers;

import dev.tidegate.rehearsal.live.OperatorClient;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Has a node publish other snapshots for a while, and sees which of them are answered. */
final class Swaps implements AutoCloseable {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration WAIT = Duration.ofSeconds(10);

  /** Between snapshots that only warm up. */
  private static final Duration BRISK = Duration.ofMillis(50);

  /** Between two looks at which version is answered. */
  private static final Duration LOOK = Duration.ofMillis(400);

  private static final Pattern VERSION = Pattern.compile("\"version\":\"([^\"]+)\"");

  private final OperatorClient operator;
  private final HttpClient viewer = HttpClient.newHttpClient();
  private final HttpRequest ranking;
  private final Duration length;

  /**
   * @param length of each while
   */
  Swaps(Field field, Duration length) {
    this.operator = field.operator();
    this.ranking = HttpRequest.newBuilder(field.contender(Field.RANK).at()).timeout(WAIT).build();
    this.length = length;
  }

  /** Sets another weight again and again, so that what makes a snapshot is compiled. */
  Callable<Integer> hurried() {
    return this::hurry;
  }

  private int hurry() throws IOException, InterruptedException {
    long end = System.nanoTime() + length.toNanos();
    int orders = 0;
    while (System.nanoTime() < end) {
      order(weight(orders++), Duration.ZERO, Duration.ofSeconds(2));
      Thread.sleep(BRISK);
    }
    return orders;
  }

  /** Orders another weight for each second to come, which is cheaper then than to be told. */
  void plan() throws IOException, InterruptedException {
    for (int i = 1; i <= length.toSeconds(); i++) {
      order(weight(i), SECOND.multipliedBy(i), SECOND.multipliedBy(i + 1L));
    }
  }

  private static int weight(int turn) {
    return turn % 2 == 0 ? 1000 : 8000;
  }

  private void order(int weight, Duration from, Duration to)
      throws IOException, InterruptedException {
    String starts = from.isZero() ? "null" : "\"" + from.toSeconds() + "s\"";
    OperatorClient.Reply reply =
        operator.post(
            "/ops/v1/overrides",
            """
            {"service":"live","region":"*","cdn":"cdn-a","action":"weight","value":%d,\
            "starts":%s,"expires":"%ds","reason":"prove swap"}\
            """
                .formatted(weight, starts, to.toSeconds()));
    if (reply.status() != 201) {
      throw new IOException("an override was answered " + reply.status() + " " + reply.body());
    }
  }

  /** Which versions were published in that time. */
  Set<String> watch() throws IOException, InterruptedException {
    Set<String> versions = new HashSet<>();
    long end = System.nanoTime() + length.toNanos();
    while (System.nanoTime() < end) {
      versions.add(version(viewer.send(ranking, HttpResponse.BodyHandlers.ofString()).body()));
      Thread.sleep(LOOK);
    }
    return versions;
  }

  /** As players see it: to ask the operator plane would load the server with more than the swap. */
  private static String version(String ranking) throws IOException {
    Matcher version = VERSION.matcher(ranking);
    if (!version.find()) {
      throw new IOException("a ranking without a version: " + ranking);
    }
    return version.group(1);
  }

  @Override
  public void close() {
    viewer.close();
    operator.close();
  }
}
