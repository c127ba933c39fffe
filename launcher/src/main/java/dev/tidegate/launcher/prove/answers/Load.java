package dev.tidegate.launcher.prove.answers;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** wrk with 64 connections on a core of its own: each asks again as soon as it is answered. */
final class Load {
  private static final int CONNECTIONS = 64;
  private static final Pattern REQUESTS = Pattern.compile("(\\d+) requests in ([\\d.]+)(m?s|m)");
  private static final Pattern QUANTILE =
      Pattern.compile("\\s+(50|99|99\\.9)%\\s+([\\d.]+)(us|ms|s)");
  private static final Pattern WRONG = Pattern.compile("Non-2xx or 3xx responses: (\\d+)");
  private static final Pattern BROKEN =
      Pattern.compile("Socket errors: connect (\\d+), read (\\d+), write (\\d+), timeout (\\d+)");

  /**
   * What one run saw.
   *
   * @param p50 milliseconds, as p99 and p999
   * @param failed answers of another status than 200, connections that broke, answers that did not
   *     come
   * @param late of these the answers that took wrk's two seconds, or did not come
   */
  record Seen(long requests, double p50, double p99, double p999, long failed, long late) {}

  private final Path script;
  private final String core;

  /**
   * @param script what is asked, in wrk's Lua
   */
  Load(Path script, String core) {
    this.script = script;
    this.core = core;
  }

  /** Asks {@code at} for that long. */
  Seen run(URI at, Duration length) throws IOException, InterruptedException {
    Path said = Files.createTempFile("tidegate-wrk", ".txt");
    try {
      List<String> command =
          List.of(
              "taskset",
              "-c",
              core,
              "wrk",
              "-t1",
              "-c" + CONNECTIONS,
              "-d" + length.toSeconds() + "s",
              "--latency",
              "-s",
              script.toString(),
              at.toString());
      Process wrk =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(said.toFile())
              .start();
      int status = wrk.waitFor();
      String text = Files.readString(said, StandardCharsets.UTF_8);
      if (status != 0) {
        throw new IOException("wrk ended with " + status + ": " + text);
      }
      return read(text);
    } finally {
      Files.deleteIfExists(said);
    }
  }

  /**
   * Reads what wrk wrote.
   *
   * @throws IOException if that is not understood
   */
  static Seen read(String text) throws IOException {
    Matcher requests = REQUESTS.matcher(text);
    if (!requests.find()) {
      throw new IOException("wrk wrote no number of requests: " + text);
    }
    double p50 = Double.NaN;
    double p99 = Double.NaN;
    double p999 = Double.NaN;
    Matcher quantile = QUANTILE.matcher(text);
    while (quantile.find()) {
      double millis = Double.parseDouble(quantile.group(2)) * inMillis(quantile.group(3));
      switch (quantile.group(1)) {
        case "50" -> p50 = millis;
        case "99" -> p99 = millis;
        default -> p999 = millis;
      }
    }
    long failed = 0;
    long late = 0;
    Matcher wrong = WRONG.matcher(text);
    if (wrong.find()) {
      failed += Long.parseLong(wrong.group(1));
    }
    Matcher broken = BROKEN.matcher(text);
    if (broken.find()) {
      for (int i = 1; i <= 4; i++) {
        failed += Long.parseLong(broken.group(i));
      }
      late = Long.parseLong(broken.group(4));
    }
    return new Seen(Long.parseLong(requests.group(1)), p50, p99, p999, failed, late);
  }

  private static double inMillis(String unit) {
    return switch (unit.toLowerCase(Locale.ROOT)) {
      case "us" -> 0.001;
      case "ms" -> 1;
      default -> 1000;
    };
  }
}
