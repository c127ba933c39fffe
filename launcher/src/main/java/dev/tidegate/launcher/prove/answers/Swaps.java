package dev.tidegate.launcher.prove.answers;

import dev.tidegate.rehearsal.live.OperatorClient;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Has a node publish other snapshots for a while, and counts them. */
final class Swaps implements AutoCloseable {
  private static final Duration SECOND = Duration.ofSeconds(1);

  /** Between snapshots that only warm up. */
  private static final Duration BRISK = Duration.ofMillis(50);

  private static final Pattern VERSION = Pattern.compile("^\\d+\\.(\\d+)-");

  private final OperatorClient operator;
  private final Duration length;

  /**
   * @param length of each while
   */
  Swaps(Field field, Duration length) {
    this.operator = field.operator();
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

  /**
   * How many versions there were so far. Asked between turns: who looks on meanwhile takes time of
   * the cores that are measured.
   */
  long versions() throws IOException, InterruptedException {
    String newest = operator.state().path("version").asString();
    Matcher version = VERSION.matcher(newest);
    if (!version.find()) {
      throw new IOException("a version without a number: " + newest);
    }
    return Long.parseLong(version.group(1));
  }

  @Override
  public void close() {
    operator.close();
  }
}
