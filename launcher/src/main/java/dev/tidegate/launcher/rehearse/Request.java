package dev.tidegate.launcher.rehearse;

import dev.tidegate.rehearsal.sim.Steering;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What was asked for on the command line.
 *
 * @param variants the engine with other numbers
 * @param others whom to compare with
 * @param seeds how many; empty: as many as the scenario has
 * @param firstSeed the others count up from it; empty: the scenario's own
 * @param length to end scenarios earlier
 * @param traced whether curves are wanted
 */
record Request(
    List<Steering.Factory> variants,
    List<Steering.Factory> others,
    List<Scale> scales,
    OptionalInt seeds,
    OptionalLong firstSeed,
    Optional<Duration> length,
    boolean traced) {

  /** All rounds, scenario by scenario. Curves are those of a scenario's first seed. */
  List<Round> rounds(List<ScenarioFile> files) {
    List<Round> rounds = new ArrayList<>();
    for (ScenarioFile whole : files) {
      ScenarioFile file = length.map(l -> Scenes.ending(whole, l)).orElse(whole);
      List<Steering.Factory> cast = cast(file);
      for (Scale scale : scales) {
        boolean first = true;
        for (long seed : seeds(file.scenario().seeds())) {
          rounds.add(Round.of(file, scale, seed, cast, traced && first));
          first = false;
        }
      }
    }
    return rounds;
  }

  private List<Steering.Factory> cast(ScenarioFile file) {
    List<Steering.Factory> cast = new ArrayList<>();
    cast.add(Cast.ENGINE);
    if (!file.scenario().conduct().policy().values().isEmpty()) {
      cast.add(Cast.asWritten());
    }
    cast.addAll(variants);
    cast.addAll(others);
    return cast;
  }

  private List<Long> seeds(List<Long> own) {
    if (firstSeed.isPresent()) {
      return counting(firstSeed.getAsLong(), seeds.orElse(1));
    }
    int wanted = seeds.orElse(own.size());
    if (wanted <= own.size()) {
      return own.subList(0, wanted);
    }
    List<Long> more = new ArrayList<>(own);
    long next = own.stream().mapToLong(Long::longValue).max().orElse(0) + 1;
    more.addAll(counting(next, wanted - own.size()));
    return more;
  }

  private static List<Long> counting(long from, int count) {
    List<Long> seeds = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      seeds.add(from + i);
    }
    return seeds;
  }
}
