package dev.tidegate.engine;

import dev.tidegate.answer.GroupAnswer;
import dev.tidegate.answer.SteeringSnapshot;
import dev.tidegate.answer.Version;
import dev.tidegate.model.Group;
import dev.tidegate.model.Mode;
import dev.tidegate.shift.BucketTable;
import dev.tidegate.shift.TableTape;
import dev.tidegate.tape.Tape;
import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeMap;

/** Carries snapshots whole. */
final class Snapshots {
  private static final GroupAnswer BLANK =
      new GroupAnswer(
          Group.of("-", "-"), Mode.STATIC, 1, TableTape.blank(), TableTape.blank().shares());

  private Snapshots() {}

  static SteeringSnapshot carry(Tape t, SteeringSnapshot snapshot) {
    Version version = Version.parse(t.word(snapshot.version().toString()));
    Instant at = t.instant(snapshot.at());
    SortedMap<Group, GroupAnswer> groups = new TreeMap<>(snapshot.groups());
    t.map(groups, BLANK.group(), Tape::group, BLANK, Snapshots::answer);
    return t.plays() ? new SteeringSnapshot(version, at, groups) : snapshot;
  }

  private static GroupAnswer answer(Tape t, GroupAnswer answer) {
    Group group = t.group(answer.group());
    Mode mode = Mode.valueOf(t.word(answer.mode().name()));
    int ttl = t.number(answer.ttlSeconds());
    BucketTable table = TableTape.carry(t, answer.table());
    return new GroupAnswer(group, mode, ttl, table, table.shares());
  }
}
