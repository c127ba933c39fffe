package dev.tidegate.launcher.rehearse;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

/** Plays rounds on all threads it is given. What comes of each does not depend on the others. */
final class Rounds {
  private final int threads;
  private final Progress progress;

  /**
   * @param threads runs at the same time, at least 1
   * @param progress is told how far it is
   */
  Rounds(int threads, Progress progress) {
    this.threads = threads;
    this.progress = progress;
  }

  /**
   * Plays them all.
   *
   * @return results in the order of the rounds, and of the cast within each
   * @throws InterruptedException if the caller was told to end; nothing goes on then
   */
  List<Played> play(List<Round> rounds) throws InterruptedException {
    LongAdder seconds = new LongAdder();
    AtomicBoolean stopped = new AtomicBoolean();
    ExecutorService pool =
        Executors.newFixedThreadPool(
            threads, Thread.ofPlatform().daemon().name("rehearsal-", 0).factory());
    try {
      ExecutorCompletionService<List<Played>> runs = new ExecutorCompletionService<>(pool);
      int submitted = 0;
      for (Round round : rounds) {
        RoundInPlay play = new RoundInPlay(round, seconds, stopped::get);
        for (int i = 0; i < round.cast().size(); i++) {
          int index = i;
          runs.submit(() -> play.play(index));
          submitted++;
        }
      }
      long all = rounds.stream().mapToLong(Round::seconds).sum();
      return ordered(rounds, collect(runs, submitted, seconds, all));
    } finally {
      stopped.set(true);
      pool.shutdownNow();
    }
  }

  private List<Played> collect(
      ExecutorCompletionService<List<Played>> runs, int submitted, LongAdder seconds, long all)
      throws InterruptedException {
    List<Played> played = new ArrayList<>();
    int over = 0;
    while (over < submitted) {
      Future<List<Played>> next = runs.poll(progress.every().toMillis(), TimeUnit.MILLISECONDS);
      if (next != null) {
        played.addAll(outcome(next));
        over++;
      }
      progress.at(over, submitted, seconds.sum(), all);
    }
    progress.over();
    return played;
  }

  private static List<Played> outcome(Future<List<Played>> run) throws InterruptedException {
    try {
      return run.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException("a run failed", e.getCause());
    }
  }

  /** Those of one round come together and in order already. */
  private static List<Played> ordered(List<Round> rounds, List<Played> played) {
    IdentityHashMap<Round, Integer> places = new IdentityHashMap<>();
    for (int i = 0; i < rounds.size(); i++) {
      places.put(rounds.get(i), i);
    }
    return played.stream()
        .sorted(Comparator.comparingInt(each -> places.getOrDefault(each.round(), 0)))
        .toList();
  }
}
