package dev.tidegate.api.nodes;

import dev.tidegate.answer.GroupAnswer;
import dev.tidegate.answer.SnapshotCodec;
import dev.tidegate.answer.SteeringSnapshot;
import dev.tidegate.answer.Version;
import dev.tidegate.model.Group;
import dev.tidegate.model.Mode;
import dev.tidegate.shift.BucketTable;
import dev.tidegate.shift.TableDelta;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a publication changes, told to all nodes at once ({@link Commons#listen}): whoever answers
 * from the version before need not read the whole snapshot.
 *
 * <p>Laws (the suite {@code NewsTest} tests them in this order):
 *
 * <ol>
 *   <li>Applied to a snapshot of the base's bytes, also after travelling as bytes itself, it gives
 *       a snapshot of the next one's bytes ({@link SnapshotCodec#bytes}).
 *   <li>Applied to any other it gives nothing, and so does one whose content is not that of its
 *       version.
 *   <li>A shift is told by its moved buckets, a change without one by a few bytes.
 *   <li>Bytes that are no news are refused.
 * </ol>
 *
 * @param base what it changes
 * @param at when the content was decided, in whole milliseconds
 * @param removed groups that are no more
 */
public record News(
    Version version, Version base, Instant at, List<Change> changes, SortedSet<Group> removed) {

  /** A group that answers otherwise now. */
  public sealed interface Change {
    Group group();

    /** All of it. */
    record Whole(GroupAnswer answer) implements Change {
      @Override
      public Group group() {
        return answer.group();
      }
    }

    /** Where its table differs from the base's. */
    record Part(Group group, Mode mode, int ttlSeconds, TableDelta delta) implements Change {}
  }

  public News {
    at = Instant.ofEpochMilli(at.toEpochMilli());
    changes = List.copyOf(changes);
    removed = Collections.unmodifiableSortedSet(new TreeSet<>(removed));
  }

  /** What leads from one snapshot to the next. */
  public static News between(SteeringSnapshot base, SteeringSnapshot next) {
    List<Change> changes = new ArrayList<>();
    next.groups()
        .forEach(
            (group, answer) -> {
              GroupAnswer before = base.groups().get(group);
              if (before == null) {
                changes.add(new Change.Whole(answer));
              } else if (!same(before, answer)) {
                changes.add(change(before.table(), answer));
              }
            });
    SortedSet<Group> removed = new TreeSet<>(base.groups().keySet());
    removed.removeAll(next.groups().keySet());
    return new News(next.version(), base.version(), next.at(), changes, removed);
  }

  @SuppressWarnings("ReferenceEquality") // an answer that says the same mostly is the same object
  private static boolean same(GroupAnswer before, GroupAnswer now) {
    return before == now || before.equals(now);
  }

  private static Change change(BucketTable before, GroupAnswer answer) {
    return TableDelta.between(before, answer.table())
        .<Change>map(d -> new Change.Part(answer.group(), answer.mode(), answer.ttlSeconds(), d))
        .orElseGet(() -> new Change.Whole(answer));
  }

  /**
   * The snapshot that {@link #version} names; empty if {@code standing} is not the base, or what
   * comes out is not of that version: then the whole snapshot is to be read.
   */
  public Optional<SteeringSnapshot> applyTo(SteeringSnapshot standing) {
    if (!standing.version().equals(base)) {
      return Optional.empty();
    }
    SortedMap<Group, GroupAnswer> groups = new TreeMap<>(standing.groups());
    groups.keySet().removeAll(removed);
    try {
      for (Change change : changes) {
        Optional<GroupAnswer> answer = answer(change, groups);
        if (answer.isEmpty()) {
          return Optional.empty();
        }
        groups.put(change.group(), answer.get());
      }
    } catch (IllegalArgumentException notOfThisBase) {
      return Optional.empty();
    }
    return SnapshotCodec.contentHash(groups).equals(version.hash())
        ? Optional.of(new SteeringSnapshot(version, at, groups))
        : Optional.empty();
  }

  private static Optional<GroupAnswer> answer(
      Change change, SortedMap<Group, GroupAnswer> standing) {
    return switch (change) {
      case Change.Whole(GroupAnswer answer) -> Optional.of(answer);
      case Change.Part(Group group, Mode mode, int ttl, TableDelta delta) ->
          Optional.ofNullable(standing.get(group))
              .map(
                  before -> {
                    BucketTable table = delta.applyTo(before.table());
                    return new GroupAnswer(group, mode, ttl, table, table.shares());
                  });
    };
  }

  /** As bytes of the form that is written now. */
  public byte[] bytes() {
    return NewsCoding.write(this);
  }

  /**
   * Reads what {@link #bytes} wrote.
   *
   * @throws IllegalArgumentException if the bytes are no news of a form that is known here
   */
  public static News read(byte[] bytes) {
    return NewsCoding.read(bytes);
  }
}
