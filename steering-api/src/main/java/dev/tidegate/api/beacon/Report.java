package dev.tidegate.api.beacon;

import dev.tidegate.answer.GroupAnswer;
import dev.tidegate.api.config.TidegateConfig;
import dev.tidegate.api.geo.Viewer;
import dev.tidegate.model.Cdn;
import dev.tidegate.model.Policy;
import dev.tidegate.model.Service;
import dev.tidegate.shift.Buckets;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A beacon whose service, session and place are known.
 *
 * @param sessionHash of the session, or of the address where there is none
 * @param weight of each of its samples: how many sessions it speaks for, by how far it is believed
 * @param sampleWeight how many sessions it speaks for, &gt;= 1
 * @param group what viewers like it are told
 */
record Report(
    Service service,
    TidegateConfig.ServiceDetail detail,
    Viewer viewer,
    Optional<String> session,
    long sessionHash,
    double weight,
    double sampleWeight,
    Optional<GroupAnswer> group,
    Optional<String> app,
    Optional<String> device,
    Instant now) {

  /** The bucket of its session; empty if requests are not put into buckets by session. */
  OptionalInt bucket() {
    return session.isPresent() && detail.bucketKey() == TidegateConfig.BucketKey.SESSION
        ? OptionalInt.of(Buckets.of(session.get()))
        : OptionalInt.empty();
  }

  /** Whether the viewer can have been sent to the CDN. */
  boolean permitted(Cdn cdn) {
    return cdn.access().permits(viewer.knownNetwork(), viewer.country(), viewer.device())
        && group.map(g -> g.table().cdns().contains(cdn.id())).orElse(true);
  }

  /** True if a shift moved the session's bucket to the CDN less than {@code arrival-for} ago. */
  boolean arrived(String cdn) {
    OptionalInt bucket = bucket();
    if (group.isEmpty() || bucket.isEmpty()) {
      return false;
    }
    int moved = group.get().table().movedAt(bucket.getAsInt());
    return moved > 0
        && now.getEpochSecond() - moved < service.policy().get(Policy.Key.ARRIVAL_FOR)
        && group.get().table().order(bucket.getAsInt()).getFirst().equals(cdn);
  }
}
