package dev.tidegate.launcher.prove.answers;

import dev.tidegate.launcher.prove.Evidence;
import dev.tidegate.launcher.prove.Proof;
import dev.tidegate.launcher.prove.Terms;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;

/**
 * Answers a processor second, beside nginx, bare Netty and a plain WebFlux controller that give the
 * same octets: one core for the server, one for the load, 64 connections, in turns, medians.
 */
public final class AnswersProof implements Proof {
  private static final int RUNS = 5;
  private static final Duration LENGTH = Duration.ofSeconds(10);
  private static final int LEAST_WARM_UPS = 2;

  /** On a busy machine turns may never agree; the page then says so. */
  private static final int MOST_WARM_UPS = 10;

  @Override
  public String name() {
    return "answers";
  }

  @Override
  public String about() {
    return "Answers a processor second, beside nginx, bare Netty and a WebFlux controller.";
  }

  /** {@code terms.runs} counts turns of each, {@code terms.length} is the time of one. */
  @Override
  public Evidence run(Terms terms, PrintWriter progress) throws IOException, InterruptedException {
    Tools.demand();
    Duration length = terms.length().orElse(LENGTH);
    AnswersPage page = new AnswersPage();
    WarmUps warmUps = new WarmUps(LEAST_WARM_UPS, MOST_WARM_UPS);
    try (Field field = new Field(Cores.SERVER)) {
      Load load = new Load(field.write("player.lua", Field.resource("player.lua")), Cores.LOAD);
      for (int turn = 0; turn < MOST_WARM_UPS; turn++) {
        for (Contender contender : field.contenders()) {
          if (warmUps.wants(contender.name())) {
            AnswersPage.Turn gave = turn(contender, load, length);
            long answers = Math.round(gave.perSecond() * length.toSeconds());
            warmUps.saw(contender.name(), gave.perCpuSecond(), answers);
            tell(progress, "warm-up", turn, contender, gave.perCpuSecond());
          }
        }
      }
      for (int run = 0; run < terms.runs().orElse(RUNS); run++) {
        for (Contender contender : field.contenders()) {
          AnswersPage.Turn turn = turn(contender, load, length);
          page.add(contender.name(), turn);
          tell(progress, "turn", run, contender, turn.perCpuSecond());
        }
      }
      return page.evidence(length, warmUps, Tools.versions());
    }
  }

  private static void tell(
      PrintWriter progress, String what, int number, Contender contender, double perCpuSecond) {
    progress.printf(
        Locale.ROOT, "%s %d: %s %.0f a cpu second%n", what, number, contender.name(), perCpuSecond);
    progress.flush();
  }

  private static AnswersPage.Turn turn(Contender contender, Load load, Duration length)
      throws IOException, InterruptedException {
    double before = contender.cpuSeconds();
    Load.Seen seen = load.run(contender.at(), length);
    double used = Math.max(0.01, contender.cpuSeconds() - before);
    return new AnswersPage.Turn(
        seen.requests() / used,
        (double) seen.requests() / length.toSeconds(),
        seen.p50(),
        seen.p99(),
        seen.p999(),
        seen.failed());
  }
}
