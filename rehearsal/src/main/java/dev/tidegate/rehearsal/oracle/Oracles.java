package dev.tidegate.rehearsal.oracle;

import dev.tidegate.model.Setup;
import dev.tidegate.rehearsal.sim.Course;
import dev.tidegate.rehearsal.sim.Frame;
import dev.tidegate.rehearsal.sim.Scenario;
import dev.tidegate.rehearsal.sim.Steering;
import java.time.Duration;

/**
 * The bounds of a rehearsal.
 *
 * <ul>
 *   <li>{@link #MYOPIC} knows this second and none to come. A steering that foresees, or that does
 *       not come back to what will fail again, can beat it.
 *   <li>{@link #CLAIRVOYANT} knows all seconds to come, and gives each viewer who asks the answer
 *       that is best for as long as it will be held. That is the best plan as long as load does not
 *       depend on what others are told later; as it does a little, it is near the optimum and no
 *       proof of it.
 *   <li>{@link #floor} is the proof: the best distribution in each second by itself, as if viewers
 *       could be moved in no time. No steering does better with the same truth, foreseeing or not:
 *       what TTLs, retries, cold caches and storms of joins add is never negative, and what players
 *       do by themselves is a distribution too. It is below what can be had, by what TTLs cost. (A
 *       cap on the bit rate makes viewers lighter, and is left out here as in the oracles.)
 * </ul>
 *
 * <p>So the optimum lies between the floor and the clairvoyant; an LP over the horizon (some 70 000
 * variables a run) would only narrow that gap, and reports show how wide it is.
 */
public final class Oracles {
  /** Knows the truth of each second; bound by TTLs. */
  public static final Steering.Factory MYOPIC =
      new Steering.Factory() {
        @Override
        public String name() {
          return "oracle";
        }

        @Override
        public Steering make(Scenario scenario, Setup setup, long seed) {
          return new Oracle(scenario, seen -> Moment.of(seen.truth()));
        }
      };

  /** Knows what is to come as well; bound by TTLs. */
  public static final Steering.Factory CLAIRVOYANT =
      new Steering.Factory() {
        @Override
        public String name() {
          return "clairvoyant";
        }

        @Override
        public Steering make(Scenario scenario, Setup setup, long seed) {
          Course course = new Course(scenario, seed);
          Duration ttl = scenario.clientele().ttl();
          Lead lead = new Lead(scenario.clientele().ways(), ttl, course::next);
          return new Oracle(scenario, _ -> lead.next());
        }
      };

  private Oracles() {}

  /** Bad session-seconds that the second could not have been without. */
  public static double floor(Frame frame) {
    return Allotment.floor(Moment.of(frame.truth()));
  }
}
