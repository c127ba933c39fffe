package dev.tidegate.launcher.rehearse;

import dev.tidegate.rehearsal.sim.Incident;
import dev.tidegate.rehearsal.sim.Steering;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The published table: what is played for it, what is claimed, and how it is told. */
public final class Publication {
  /** The scenarios that are also played at 20 times the viewers. */
  private static final Set<String> ALSO_LARGE = Set.of("clean", "brownout", "regional", "chronic");

  /** In the table, where everyone plays it; the engine alone plays all of its length. */
  private static final Duration CLEAN_FOR_ALL = Duration.ofHours(2);

  private static final int ABLATION_SEEDS = 3;

  /** The parts that can be asked for by name, beside scenarios. */
  public static final List<String> PARTS = List.of("table", "clean-hours", "one-point", "ablations");

  private final List<Long> seeds;
  private final Optional<String> only;
  private final Optional<Duration> length;
  private final PrintWriter out;

  /**
   * @param seeds of every line of the table
   * @param only one scenario or one of {@link #PARTS}; empty: everything
   * @param length to end scenarios earlier, for short forms; empty: in full
   * @param out for progress
   */
  public Publication(
      List<Long> seeds, Optional<String> only, Optional<Duration> length, PrintWriter out) {
    only.ifPresent(Publication::requirePart);
    this.seeds = List.copyOf(seeds);
    this.only = only;
    this.length = length;
    this.out = out;
  }

  private static void requirePart(String part) {
    if (!PARTS.contains(part) && !ScenarioLibrary.NAMES.contains(part)) {
      throw new IllegalArgumentException(
          "\"" + part + "\" is no part of the table: one of " + PARTS + ", or a scenario");
    }
  }

  /** Seeds that nobody chose, from the hash of a commit. */
  public static List<Long> seeds(String hash, int count) {
    return Seeds.of(hash, count);
  }

  /**
   * What came of it.
   *
   * @param lines Markdown
   * @param json every figure of every run
   */
  public record Told(boolean held, List<String> lines, String json) {
    public Told {
      lines = List.copyOf(lines);
    }
  }

  /**
   * Plays everything and tells of it.
   *
   * @throws InterruptedException if told to end before the end
   */
  public Told publish() throws InterruptedException {
    Results results =
        new Results(
            table(),
            wanted("clean-hours") ? first(cleanHours()) : Optional.empty(),
            wanted("one-point") ? first(onePoint()) : Optional.empty(),
            wanted("ablations") ? ablations() : List.of());
    List<Claim> claims = Claims.of(results);
    List<Comparison> all = new ArrayList<>(results.table());
    results.clean().ifPresent(all::add);
    results.onePoint().ifPresent(all::add);
    all.addAll(results.ablations());
    return new Told(
        claims.stream().allMatch(Claim::held),
        Telling.lines(results, claims, seeds),
        JsonReport.inBrief(all));
  }

  private boolean wanted(String part) {
    return only.isEmpty() || only.get().equals(part);
  }

  private List<Comparison> table() throws InterruptedException {
    List<Steering.Factory> cast = new ArrayList<>(List.of(Cast.ENGINE));
    cast.addAll(Cast.others());
    List<Round> rounds = new ArrayList<>();
    for (String name : ScenarioLibrary.NAMES) {
      if (wanted(name) || wanted("table")) {
        ScenarioFile file = Scenes.ending(shortened(name), CLEAN_FOR_ALL);
        for (Scale scale : scales(name)) {
          seeds.forEach(seed -> rounds.add(Round.of(file, scale, seed, cast, false)));
        }
      }
    }
    return play("every scenario and scale, everyone", rounds);
  }

  private static List<Scale> scales(String name) {
    return ALSO_LARGE.contains(name) ? Scale.NAMED : List.of(Scale.SMALL, Scale.NORMAL);
  }

  private List<Comparison> cleanHours() throws InterruptedException {
    ScenarioFile file = shortened("clean");
    List<Round> rounds = new ArrayList<>();
    seeds.forEach(
        seed -> rounds.add(Round.of(file, Scale.NORMAL, seed, List.of(Cast.ENGINE), false)));
    return play("hours of nothing wrong", rounds);
  }

  private List<Comparison> onePoint() throws InterruptedException {
    ScenarioFile brownout = shortened("brownout");
    Incident five = brownout.scenario().incidents().getFirst();
    Incident one =
        Incident.of(new Incident.Brownout(0.01), five.reach(), five.from(), five.until());
    ScenarioFile file = Scenes.withIncidents(brownout, "one-point", List.of(one));
    List<Round> rounds = new ArrayList<>();
    seeds.forEach(
        seed -> rounds.add(Round.of(file, Scale.LARGE, seed, List.of(Cast.ENGINE), false)));
    return play("a brownout of one point at 20x", rounds);
  }

  private List<Comparison> ablations() throws InterruptedException {
    List<Steering.Factory> cast = new ArrayList<>(List.of(Cast.ENGINE));
    Ablation.ALL.forEach(ablation -> cast.add(ablation.steering()));
    List<Round> rounds = new ArrayList<>();
    for (String name : ScenarioLibrary.NAMES) {
      ScenarioFile file = Scenes.ending(shortened(name), CLEAN_FOR_ALL);
      for (Scale scale : List.of(Scale.SMALL, Scale.NORMAL)) {
        seeds.stream()
            .limit(ABLATION_SEEDS)
            .forEach(seed -> rounds.add(Round.of(file, scale, seed, cast, false)));
      }
    }
    return play("parts taken out", rounds);
  }

  private ScenarioFile shortened(String name) {
    ScenarioFile file = ScenarioLibrary.named(name);
    return length.map(most -> Scenes.ending(file, most)).orElse(file);
  }

  private List<Comparison> play(String what, List<Round> rounds) throws InterruptedException {
    if (rounds.isEmpty()) {
      return List.of();
    }
    out.println(what + ":");
    out.flush();
    Progress progress = new Progress(out, false, System::nanoTime);
    return Comparison.of(
        new Rounds(Runtime.getRuntime().availableProcessors(), progress).play(rounds));
  }

  private static Optional<Comparison> first(List<Comparison> comparisons) {
    return comparisons.stream().findFirst();
  }
}
