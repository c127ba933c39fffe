package dev.tidegate.launcher.prove.scale;

import dev.tidegate.launcher.prove.Evidence;
import dev.tidegate.launcher.prove.Proof;
import dev.tidegate.launcher.prove.Terms;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/** Requests, nodes and egress for audiences up to 300 million, with and without the edge form. */
public final class ScaleProof implements Proof {
  private static final int[] MILLIONS = {1, 10, 65, 300};
  private static final int[] TTLS = {5, 10, 30};

  /** Viewers that are drawn; rates are theirs, times the audience over them. */
  private static final int DRAWN = 200_000;

  /** Seconds looked at, the first minute for those who come. */
  private static final int SECONDS = 600;

  private static final int FLASH = 60;

  private static final int CORES = 16;

  /** Connections a node: 6 GB at what {@code evidence/connections.md} measured. */
  private static final double CONNECTIONS_A_NODE = 1_000_000;

  /** Octets of an answer of HLS on the wire with its head; of a table, zipped, with its head. */
  private static final int ANSWER = 335;

  private static final int TABLE = 4_300;
  private static final int REGIONS = 20;
  private static final int CACHES = 500;

  private final Path evidence;

  /**
   * @param evidence where the pages are that say what a core does
   */
  public ScaleProof(Path evidence) {
    this.evidence = evidence;
  }

  @Override
  public String name() {
    return "scale";
  }

  @Override
  public String about() {
    return "Requests, nodes and egress for 1 to 300 million viewers, with and without the edge.";
  }

  @Override
  public Evidence run(Terms terms, PrintWriter progress) throws IOException {
    Measured core = Measured.halved(evidence);
    List<String> body = new ArrayList<>();
    body.add(
        "Simulated: %d viewers drawn for each TTL, %d s; a player asks again when its session's TTL has passed and it is at most 0.25 s late."
            .formatted(DRAWN, SECONDS));
    body.add("");
    boolean held = arrivals(terms.seed(), body);
    body.add("");
    body.add(
        "Without the edge. A node has %d cores, each for %.0f answers or %.0f full TLS handshakes a second (half of what `answers` and `tls` measured on one core), and %.0f million connections; egress is %d octets an answer."
            .formatted(CORES, core.answers(), core.handshakes(), CONNECTIONS_A_NODE / 1e6, ANSWER));
    body.add("");
    withoutEdge(core, terms.seed(), body);
    body.add("");
    body.add(
        "With the edge's tables: %d regions, %d caches that each may be asked for every region, by workers or SDKs; %d octets a table, zipped."
            .formatted(REGIONS, CACHES, TABLE));
    body.add("");
    held &= withEdge(terms.seed(), body);
    progress.println("simulated");
    return new Evidence(held, body);
  }

  private static Arrivals steady(int ttl, long seed) {
    return Arrivals.of(DRAWN, ttl, 0, SECONDS, new SplittableRandom(seed + ttl));
  }

  private static Arrivals flash(int ttl, double over, long seed) {
    return Arrivals.of(DRAWN, ttl, over, SECONDS, new SplittableRandom(seed - ttl));
  }

  /**
   * The shape: how a crowd that comes at once comes back. After a minute the busiest second of
   * those who came within a minute is to be at most one and a half times the mean.
   */
  private static boolean arrivals(long seed, List<String> body) {
    body.add(
        "| TTL s | requests a viewer and second | busiest second / mean: there for long | came in 60 s, from the second minute on | came in 1 s: the busiest second after the first | after ten minutes |");
    body.add("|---|---|---|---|---|---|");
    boolean held = true;
    for (int ttl : TTLS) {
      Arrivals steady = steady(ttl, seed);
      Arrivals flash = flash(ttl, FLASH, seed);
      Arrivals once = flash(ttl, 1, seed);
      double mean = steady.mean(ttl);
      double later = flash.peak(2 * FLASH) / mean;
      held &= later <= 1.5;
      body.add(
          String.format(
              Locale.ROOT,
              "| %d | %.4f | %.2f | %.2f | %.1f | %.1f |",
              ttl,
              mean,
              steady.peak(ttl) / mean,
              later,
              once.peak(2) / mean,
              once.peak(SECONDS - 2 * ttl) / mean));
    }
    return held;
  }

  private static void withoutEdge(Measured core, long seed, List<String> body) {
    body.add(
        "| viewers, millions | TTL s | requests a second, steady | busiest second, all come in 60 s | egress Gbit/s, then | nodes for answers | for connections | for handshakes in that minute |");
    body.add("|---|---|---|---|---|---|---|---|");
    for (int millions : MILLIONS) {
      for (int ttl : TTLS) {
        double viewers = millions * 1e6;
        double steady = steady(ttl, seed).mean(ttl) * viewers;
        double busiest = flash(ttl, FLASH, seed).peak(0) * viewers;
        body.add(
            String.format(
                Locale.ROOT,
                "| %d | %d | %,.0f | %,.0f | %.1f | %.0f | %.0f | %.0f |",
                millions,
                ttl,
                steady,
                busiest,
                busiest * ANSWER * 8 / 1e9,
                Math.ceil(busiest / core.answers() / CORES),
                Math.ceil(viewers / CONNECTIONS_A_NODE),
                Math.ceil(viewers / FLASH / core.handshakes() / CORES)));
      }
    }
  }

  private static boolean withEdge(long seed, List<String> body) {
    body.add(
        "| viewers, millions | TTL s | asked of caches a second | fetched from the origin a second | bound | egress of the origin Mbit/s | entries a cache |");
    body.add("|---|---|---|---|---|---|---|");
    boolean held = true;
    for (int millions : MILLIONS) {
      for (int ttl : TTLS) {
        double asked = steady(ttl, seed).mean(ttl) * millions * 1e6;
        SplittableRandom random = new SplittableRandom(seed + millions * 100L + ttl);
        double fetched = 0;
        for (int region = 0; region < REGIONS; region++) {
          fetched += Arrivals.fetches(CACHES, asked / REGIONS, ttl, SECONDS, random);
        }
        double bound = (double) REGIONS * CACHES / Math.max(1, ttl / 2);
        // The first fetch of each is beside the interval: one more in all the time.
        held &= fetched <= bound + (double) REGIONS * CACHES / SECONDS;
        body.add(
            String.format(
                Locale.ROOT,
                "| %d | %d | %,.0f | %,.0f | %,.0f | %.0f | %d |",
                millions,
                ttl,
                asked,
                fetched,
                bound,
                fetched * TABLE * 8 / 1e6,
                REGIONS));
      }
    }
    return held;
  }
}
