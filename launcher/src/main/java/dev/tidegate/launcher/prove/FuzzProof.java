package dev.tidegate.launcher.prove;

import dev.tidegate.launcher.stage.Event;
import dev.tidegate.launcher.stage.Rig;
import dev.tidegate.launcher.stage.ServeProcess;
import dev.tidegate.rehearsal.live.PublicFuzz;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A million grammar-based requests against the public plane. The heap is committed and touched at
 * the start, so that resident memory shows what grows beside it; what lives in the heap is taken
 * after a full collection.
 */
final class FuzzProof implements Proof {
  private static final long REQUESTS = 1_000_000;
  private static final long BATCH = 2_000;
  private static final Duration SETTLED = Duration.ofMinutes(2);

  /**
   * What the JIT compiler takes from the system's allocator comes in steps of about 10 MiB in the
   * first five minutes, and is kept: only a longer run tells such steps from a leak.
   */
  private static final Duration LENGTH = Duration.ofMinutes(20);

  private static final double MOST_MIB_A_MINUTE = 1;
  private static final Pattern HEAP = Pattern.compile("used (\\d+)K");
  private static final List<String> JVM =
      List.of("-Xms256m", "-Xmx256m", "-XX:+AlwaysPreTouch", "-XX:+UseSerialGC");

  private record Point(double minutes, double mib) {}

  private final Event event;

  FuzzProof(Event event) {
    this.event = event;
  }

  @Override
  public String name() {
    return "fuzz";
  }

  @Override
  public String about() {
    return "A million grammar-based requests: no 5xx, and memory that stays.";
  }

  /** {@code terms.runs} counts requests; {@code terms.length} is the least time. */
  @Override
  public Evidence run(Terms terms, PrintWriter progress) throws IOException, InterruptedException {
    long count = terms.runs().isPresent() ? terms.runs().getAsInt() : REQUESTS;
    Duration least = terms.length().orElse(LENGTH);
    try (Rig rig = new Rig(event, terms.seed(), JVM)) {
      PublicFuzz fuzz = new PublicFuzz(rig.publicBase().getPort(), terms.seed());
      List<Point> resident = new ArrayList<>();
      List<Point> live = new ArrayList<>();
      long began = System.nanoTime();
      double minutes = 0;
      double told = 0;
      for (long sent = BATCH; sent <= count || minutes * 60 < least.toSeconds(); sent += BATCH) {
        fuzz.run(sent);
        minutes = (System.nanoTime() - began) / 60e9;
        if (minutes * 60 >= SETTLED.toSeconds()) {
          if (live.isEmpty()) {
            live.add(new Point(minutes, liveMib(rig.serve())));
          }
          note(rig.serve(), minutes, resident);
        }
        if (minutes - told > 0.5) {
          told = minutes;
          progress.printf(
              "%.1f min: %d requests, %d KiB resident%n",
              minutes, sent, rig.serve().residentKib().orElse(0));
          progress.flush();
        }
      }
      live.add(new Point(minutes, liveMib(rig.serve())));
      return evidence(terms, fuzz, minutes, resident, live, rig.serve().alive());
    }
  }

  private static void note(ServeProcess serve, double minutes, List<Point> resident)
      throws IOException {
    OptionalLong kib = serve.residentKib();
    if (kib.isPresent()) {
      resident.add(new Point(minutes, kib.getAsLong() / 1_024.0));
    }
  }

  private static Evidence evidence(
      Terms terms,
      PublicFuzz fuzz,
      double minutes,
      List<Point> resident,
      List<Point> live,
      boolean alive) {
    long findings =
        fuzz.outcomes().entrySet().stream()
            .filter(entry -> entry.getKey().contains(":"))
            .mapToLong(java.util.Map.Entry::getValue)
            .sum();
    double slope = slope(resident);
    double liveSlope = slope(live);
    boolean brief = minutes * 60 <= SETTLED.toSeconds();
    boolean held =
        alive
            && findings == 0
            && fuzz.wellFormedShare() >= 0.3
            && (brief || (slope < MOST_MIB_A_MINUTE && liveSlope < MOST_MIB_A_MINUTE));
    List<String> body = new ArrayList<>();
    body.add("Requests over sockets to the public plane of a `serve` process, one after another,");
    body.add("some pipelined. Java options " + JVM + ". Seed " + terms.seed() + ".");
    body.add("");
    body.add("| what | figure | bound |");
    body.add("|---|---|---|");
    body.add(
        "| requests | %d in %.1f min | |"
            .formatted(fuzz.outcomes().values().stream().mapToLong(n -> n).sum(), minutes));
    body.add("| well formed | %.0f %% | >= 30 %% |".formatted(100 * fuzz.wellFormedShare()));
    body.add("| findings (5xx, no CORS, no answer) | %d | 0 |".formatted(findings));
    body.add("| resident memory after 2 min | %s | < 1 MiB a minute |".formatted(slope(slope)));
    body.add("| live heap after 2 min | %s | < 1 MiB a minute |".formatted(slope(liveSlope)));
    body.add("");
    body.add("Outcomes: `" + fuzz.outcomes() + "`");
    return new Evidence(held, body);
  }

  private static String slope(double mibPerMinute) {
    return Double.isNaN(mibPerMinute)
        ? "not measured (the run was shorter)"
        : "%+.2f MiB a minute".formatted(mibPerMinute);
  }

  /** Least squares; not a number for fewer than two points. */
  private static double slope(List<Point> points) {
    double n = points.size();
    double x = points.stream().mapToDouble(Point::minutes).sum() / n;
    double y = points.stream().mapToDouble(Point::mib).sum() / n;
    double covariance = points.stream().mapToDouble(p -> (p.minutes() - x) * (p.mib() - y)).sum();
    double variance = points.stream().mapToDouble(p -> (p.minutes() - x) * (p.minutes() - x)).sum();
    return covariance / variance;
  }

  /** What lives in the heap after a full collection. */
  private static double liveMib(ServeProcess serve) throws IOException, InterruptedException {
    jcmd(serve, "GC.run");
    Matcher used = HEAP.matcher(jcmd(serve, "GC.heap_info"));
    double kib = 0;
    while (used.find()) {
      kib += Double.parseDouble(used.group(1));
    }
    return kib / 1_024;
  }

  private static String jcmd(ServeProcess serve, String command)
      throws IOException, InterruptedException {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    Process process =
        new ProcessBuilder(jcmd.toString(), Long.toString(serve.pid()), command)
            .redirectErrorStream(true)
            .start();
    try (var out = process.getInputStream()) {
      String said = new String(out.readAllBytes(), StandardCharsets.UTF_8);
      process.waitFor();
      return said;
    }
  }
}
