package dev.tidegate.engine.replay;

import dev.tidegate.engine.Engine;
import dev.tidegate.engine.EngineState;
import dev.tidegate.engine.Inputs;
import dev.tidegate.engine.Step;
import dev.tidegate.engine.record.Entry.Opening;
import dev.tidegate.engine.record.Entry.Outcome;
import dev.tidegate.engine.record.Entry.Tick;
import dev.tidegate.model.Place;
import dev.tidegate.model.Setup;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The same signals told to two engines: one with the configuration of the time, one with another.
 *
 * <p>What is compared is what each would have published, on the quality that was measured on each
 * CDN in each place at the time. So it takes no account of what other decisions would have done to
 * that quality (load, caches), and knows little of a CDN that hardly anybody was on. A rehearsal
 * closes that loop; a replay asks what would have been decided on what was seen.
 */
public final class Comparison {
  private static final double LONGEST_TICK = 10;

  private final Setup setup;
  private final Shaping shaping;
  private final Account asRecorded = new Account();
  private final Account asWanted = new Account();
  private final Quality quality = new Quality();
  private final SortedSet<String> added = new TreeSet<>();
  private @Nullable EngineState recorded;
  private @Nullable EngineState wanted;
  private Optional<Instant> last = Optional.empty();
  private long ticks;
  private long cold;
  private long unlike;

  /**
   * @param setup the other configuration
   */
  public Comparison(Setup setup) {
    this.setup = setup;
    this.shaping = new Shaping(setup);
  }

  /**
   * A segment begins.
   *
   * @param goesOn whether its first tick follows on the last one told: then both engines go on, and
   *     the other one keeps what it has decided
   */
  public void begin(Opening opening, Setup then, boolean goesOn) {
    added.addAll(shaping.added(then));
    if (goesOn && recorded != null && wanted != null) {
      return;
    }
    recorded = load(opening, then);
    wanted = load(opening, then);
    last = Optional.of(opening.at());
    asRecorded.gap();
    asWanted.gap();
  }

  /** The state as recorded; of another version of the engine, an engine that knows nothing yet. */
  private EngineState load(Opening opening, Setup then) {
    try {
      return Engine.load(opening.state(), then, opening.at());
    } catch (IllegalArgumentException e) {
      cold++;
      return Engine.start(then, opening.version().epoch(), Optional.empty(), opening.at()).state();
    }
  }

  /** Another configuration came into force at the time. */
  public void configured(Setup then) {
    added.addAll(shaping.added(then));
  }

  /** The next tick. A step that failed at the time is told to neither. */
  public void tick(Tick tick) {
    if (recorded == null || wanted == null || !(tick.outcome() instanceof Outcome.Stepped then)) {
      recorded = null;
      return;
    }
    ticks++;
    Inputs inputs = tick.inputs();
    Inputs shaped = shaping.shape(inputs);
    double seconds = last.map(l -> Duration.between(l, tick.at()).toMillis() / 1000.0).orElse(0.0);
    last = Optional.of(tick.at());
    Step one = Engine.step(recorded, inputs, tick.at());
    Step other = Engine.step(wanted, shaped, tick.at());
    recorded = one.state();
    wanted = other.state();
    unlike += one.snapshot().version().equals(then.version()) ? 0 : 1;
    quality.hear(inputs.digests(), tick.at());
    double spent = Math.clamp(seconds, 0, LONGEST_TICK);
    SortedMap<Place, Double> viewers = served(inputs);
    asRecorded.take(one, viewers, quality, spent, tick.at());
    asWanted.take(other, viewers, quality, spent, tick.at());
  }

  /** Only those whom the other configuration serves: both are judged on the same viewers. */
  private SortedMap<Place, Double> served(Inputs inputs) {
    SortedMap<Place, Double> viewers = new TreeMap<>();
    inputs
        .viewers()
        .forEach(
            (cell, count) -> {
              if (shaping.cell(cell).isPresent()) {
                viewers.merge(cell.place(), count / 1000.0, Double::sum);
              }
            });
    return viewers;
  }

  /** What came of it so far. */
  public Outcomes outcomes() {
    return new Outcomes(
        ticks,
        asRecorded.sum(),
        asWanted.sum(),
        only(asRecorded, asWanted),
        only(asWanted, asRecorded),
        List.copyOf(shaping.left()),
        List.copyOf(added),
        cold > 0,
        unlike);
  }

  private static List<Episode> only(Account of, Account than) {
    List<Episode> only = new ArrayList<>();
    List<Episode> others = than.episodes();
    SortedMap<Episode.Of, List<Episode>> byKey = new TreeMap<>();
    others.forEach(e -> byKey.computeIfAbsent(e.of(), k -> new ArrayList<>()).add(e));
    for (Episode episode : of.episodes()) {
      List<Episode> like = byKey.getOrDefault(episode.of(), List.of());
      if (like.stream().noneMatch(episode::sameAs)) {
        only.add(episode);
      }
    }
    only.sort(Comparator.comparing(Episode::began).thenComparing(Episode::of));
    return only;
  }

  /** The configuration compared with. */
  public Setup setup() {
    return setup;
  }

  /**
   * The difference.
   *
   * @param ticks told to both
   * @param onlyRecorded runs of decisions that the other configuration did not make so
   * @param onlyWanted runs of decisions that it made instead
   * @param left what was recorded and is not in the other configuration
   * @param added what the other configuration has of which nothing was recorded
   * @param cold whether the recorded state was of another engine, so that both began anew
   * @param unlike ticks after which this engine, with the configuration of the time, had another
   *     version than was recorded
   */
  public record Outcomes(
      long ticks,
      Account.Sum recorded,
      Account.Sum wanted,
      List<Episode> onlyRecorded,
      List<Episode> onlyWanted,
      List<String> left,
      List<String> added,
      boolean cold,
      long unlike) {}
}
