package dev.tidegate.launcher.rehearse;

import dev.tidegate.rehearsal.score.Measure;
import dev.tidegate.rehearsal.score.Score;
import dev.tidegate.rehearsal.score.Spread;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One scenario at one scale: what each steering came to, over the same seeds.
 *
 * @param byPolicy results by the steering's name, in the order of the cast; by seed within
 */
record Comparison(ScenarioFile file, Scale scale, Map<String, List<Played>> byPolicy) {

  /** Results put together by scenario and scale, in their order. */
  static List<Comparison> of(List<Played> played) {
    record Key(ScenarioFile file, Scale scale) {}
    Map<Key, Map<String, List<Played>>> all = new LinkedHashMap<>();
    for (Played each : played) {
      Key key = new Key(each.round().file(), each.round().scale());
      all.computeIfAbsent(key, k -> new LinkedHashMap<>())
          .computeIfAbsent(each.run().policy(), p -> new ArrayList<>())
          .add(each);
    }
    List<Comparison> comparisons = new ArrayList<>();
    all.forEach(
        (key, byPolicy) -> comparisons.add(new Comparison(key.file(), key.scale(), byPolicy)));
    return comparisons;
  }

  String name() {
    return file.scenario().name();
  }

  /** {@code brownout}, or {@code brownout/small}. */
  String title() {
    return scale.equals(Scale.NORMAL) ? name() : name() + "/" + scale.word();
  }

  List<String> policies() {
    return List.copyOf(byPolicy.keySet());
  }

  boolean has(String policy) {
    return byPolicy.containsKey(policy);
  }

  List<Played> of(String policy) {
    return byPolicy.getOrDefault(policy, List.of());
  }

  List<Score> scores(String policy) {
    return of(policy).stream().map(Played::score).toList();
  }

  List<Long> seeds() {
    return byPolicy.values().iterator().next().stream().map(each -> each.run().seed()).toList();
  }

  /** A measure over the seeds; empty if no run has it. */
  Optional<Spread> spread(String policy, Measure measure) {
    return Spread.of(scores(policy), measure);
  }

  /** The columns that anybody has a figure in. */
  List<Column> columns() {
    return Column.ALL.stream()
        .filter(c -> policies().stream().anyMatch(p -> spread(p, c.measure()).isPresent()))
        .toList();
  }
}
