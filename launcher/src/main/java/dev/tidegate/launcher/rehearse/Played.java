package dev.tidegate.launcher.rehearse;

import dev.tidegate.rehearsal.score.Score;
import dev.tidegate.rehearsal.sim.Run;
import java.util.Optional;

/**
 * What one steering made of one round.
 *
 * @param trace its curves, where they were asked for
 */
record Played(Round round, Run run, Score score, Behaviour behaviour, Optional<Trace> trace) {}
