package dev.tidegate.api.nodes;

import dev.tidegate.answer.Version;

/**
 * What keeps many nodes right whatever the store forgets. {@code NodesModelTest} explores every
 * order of events with these very functions.
 *
 * <ol>
 *   <li>A new leader's epoch is above all that the store has seen and all that it has seen itself.
 *   <li>A node applies a snapshot only if it is above all that it has applied: so it never applies
 *       two of one version, whoever made them.
 *   <li>Who finds a published snapshot that it refuses has seen what the store forgot: it raises
 *       the store's epoch above its own, and a leader below the store's epoch takes a new one. So
 *       what was refused is replaced by something that is not.
 * </ol>
 */
public final class Rules {
  /**
   * What a store has published that has published nothing, and a node has applied that has applied
   * nothing: below all else. A store that forgot all of it is refused like one that forgot a part.
   */
  public static final Version NOTHING = new Version(0, 0, "00000000");

  private Rules() {}

  /** The epoch of a new lease. */
  public static long nextEpoch(long stored, long seen) {
    return Math.max(stored, seen) + 1;
  }

  /** Whether a node that has applied {@code applied} applies {@code offered}. */
  public static boolean applies(Version applied, Version offered) {
    return offered.compareTo(applied) > 0;
  }

  /**
   * Whether a node must raise the store's epoch, because what is published there is not what it has
   * applied and never will be.
   *
   * @param applied what it had applied before it asked for {@code published}: compared with what
   *     came by news meanwhile, an answer under way would look forgetful
   * @param published {@link #NOTHING} where nothing is
   */
  public static boolean mustRaise(Version applied, Version published) {
    return !published.equals(applied) && !applies(applied, published);
  }

  /** What it raises the store's epoch to: no leader keeps one that is lower. */
  public static long raised(Version applied) {
    return applied.epoch() + 1;
  }

  /**
   * Whether a leader must take a new lease: the store has seen a higher epoch, or the leader itself
   * has applied one, which the store may have forgotten. What it would publish it would have to
   * refuse.
   */
  public static boolean outgrown(Lease lease, long stored, Version applied) {
    return Math.max(stored, applied.epoch()) > lease.epoch();
  }

  /**
   * Whether something is published that a leader has not applied, though nobody else may publish
   * under its lease: the store took the word of another, and the leader follows.
   *
   * @param applied what the leader had applied before it asked for {@code published}
   */
  public static boolean superseded(Version applied, Version published) {
    return applies(applied, published)
        || (published.epoch() == applied.epoch()
            && published.seq() == applied.seq()
            && !published.equals(applied));
  }
}
