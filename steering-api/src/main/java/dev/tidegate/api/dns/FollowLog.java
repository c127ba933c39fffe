package dev.tidegate.api.dns;

import dev.tidegate.engine.Situation;
import dev.tidegate.model.Group;
import java.time.Instant;
import java.util.SortedSet;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in the log, once each, that a region's viewers do not follow, and that they do again. */
public final class FollowLog {
  private static final Logger log = LoggerFactory.getLogger(FollowLog.class);

  private final SortedSet<Group> alarmed = new TreeSet<>();

  /** Takes note of one step. On the loop's thread alone. */
  public void see(Situation situation) {
    alarmed.removeIf(
        group -> {
          Situation.GroupView view = situation.groups().get(group);
          return view == null || view.follow().isEmpty();
        });
    situation.groups().forEach((group, view) -> view.follow().ifPresent(f -> see(group, f)));
  }

  private void see(Group group, Situation.Follow follow) {
    if (follow.alarm() && alarmed.add(group)) {
      log.warn(
          "{}: viewers do not follow DNS: by now {} is expected, {} is measured, since {}",
          group,
          follow.expected(),
          follow.achieved().map(Object::toString).orElse("nothing"),
          follow.offSince().map(Instant::toString).orElse(""));
    } else if (!follow.alarm() && alarmed.remove(group)) {
      log.info("{}: viewers follow DNS again", group);
    }
  }
}
