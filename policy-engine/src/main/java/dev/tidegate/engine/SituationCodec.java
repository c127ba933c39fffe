package dev.tidegate.engine;

import dev.tidegate.engine.Situation.CdnView;
import dev.tidegate.engine.Situation.Effect;
import dev.tidegate.engine.Situation.GroupView;
import dev.tidegate.health.CdnHealth;
import dev.tidegate.health.Healths;
import dev.tidegate.health.Verdict;
import dev.tidegate.model.Group;
import dev.tidegate.model.Mode;
import dev.tidegate.tape.Player;
import dev.tidegate.tape.Reasons;
import dev.tidegate.tape.Recorder;
import dev.tidegate.tape.Sealed;
import dev.tidegate.tape.Tape;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A situation in bytes, for nodes that show what another one's engine believes. What is read equals
 * what was written, to the bit of every number.
 */
public final class SituationCodec {
  /** Forms from this one to {@link #FORM} are read: a rolling upgrade has both. */
  private static final int OLDEST = 1;

  private static final int FORM = 2;

  /** Did not tell whether viewers follow. */
  private static final int WITHOUT_FOLLOW = 1;

  private static final Situation.Follow NO_FOLLOW =
      new Situation.Follow(new TreeMap<>(), Optional.empty(), 1, Optional.empty(), false);

  private static final CdnView NO_CDN =
      new CdnView(
          0,
          0,
          0,
          CdnHealth.UNKNOWN,
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          Optional.empty(),
          Optional.empty());

  private static final Effect NO_EFFECT = new Effect(0, 0, 0, 0);

  private static final GroupView NO_GROUP =
      new GroupView(
          Mode.STATIC,
          OptionalDouble.empty(),
          new Verdict.None(),
          new TreeMap<>(),
          Optional.empty(),
          0);

  private SituationCodec() {}

  /** Writes {@code situation}. */
  public static byte[] bytes(Situation situation) {
    return bytes(situation, FORM);
  }

  /** The same in an older form. */
  static byte[] bytes(Situation situation, int form) {
    Recorder out = new Recorder();
    out.number(form);
    carry(out, situation, form);
    return Sealed.seal(out.bytes());
  }

  /**
   * Reads what {@link #bytes} wrote.
   *
   * @throws IllegalArgumentException if the bytes are damaged, or no situation of a form that is
   *     known here
   */
  public static Situation read(byte[] bytes) {
    Player in = new Player(Sealed.open(bytes));
    int form = in.number(0);
    if (form < OLDEST || form > FORM) {
      throw new IllegalArgumentException("a situation of a form not known here: " + form);
    }
    try {
      Situation situation = carry(in, new Situation(Instant.EPOCH, new TreeMap<>()), form);
      if (!in.ended()) {
        throw new IllegalArgumentException("more than a situation");
      }
      return situation;
    } catch (DateTimeException | ArithmeticException e) {
      throw new IllegalArgumentException("no situation: " + e.getMessage(), e);
    }
  }

  private static Situation carry(Tape t, Situation situation, int form) {
    Instant at = t.instant(situation.at());
    SortedMap<Group, GroupView> groups = new TreeMap<>(situation.groups());
    t.map(groups, Group.of("-", "-"), Tape::group, NO_GROUP, (x, view) -> group(x, view, form));
    return new Situation(at, groups);
  }

  private static GroupView group(Tape t, GroupView view, int form) {
    Mode mode = Mode.valueOf(t.word(view.mode().name()));
    OptionalDouble viewers = Healths.maybe(t, view.viewers());
    Verdict verdict = Healths.carry(t, view.verdict());
    SortedMap<String, CdnView> cdns = new TreeMap<>(view.cdns());
    t.byWord(cdns, NO_CDN, SituationCodec::cdn);
    Optional<Effect> effect = t.optional(view.effect(), NO_EFFECT, SituationCodec::effect);
    int givenUp = t.number(view.givenUp());
    Optional<Situation.Follow> follow =
        form == WITHOUT_FOLLOW
            ? Optional.empty()
            : t.optional(view.follow(), NO_FOLLOW, SituationCodec::follow);
    return new GroupView(mode, viewers, verdict, cdns, effect, givenUp, follow);
  }

  private static Situation.Follow follow(Tape t, Situation.Follow follow) {
    return new Situation.Follow(
        shares(t, follow.expected()),
        t.optional(follow.achieved(), new TreeMap<>(), SituationCodec::shares),
        t.real(follow.asking()),
        t.optional(follow.offSince(), Instant.EPOCH, Tape::instant),
        t.flag(follow.alarm()));
  }

  private static SortedMap<String, Integer> shares(Tape t, SortedMap<String, Integer> shares) {
    SortedMap<String, Integer> carried = new TreeMap<>(shares);
    t.byWord(carried, 0, Tape::number);
    return carried;
  }

  private static CdnView cdn(Tape t, CdnView view) {
    return new CdnView(
        t.number(view.weight()),
        t.number(view.target()),
        t.number(view.floor()),
        Healths.carry(t, view.health()),
        Healths.maybe(t, view.viewers()),
        Healths.maybe(t, view.utilisation()),
        t.optional(view.overrideId(), "", Tape::word),
        t.optional(view.reason(), Reasons.BLANK, Reasons::carry));
  }

  private static Effect effect(Tape t, Effect effect) {
    return new Effect(
        t.real(effect.steered()),
        t.real(effect.holdout()),
        t.real(effect.difference()),
        t.real(effect.ci95()));
  }
}
