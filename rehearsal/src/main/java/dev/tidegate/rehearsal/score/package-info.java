/**
 * What a rehearsal came to, in numbers: one run's account, its scores, and their spread over seeds.
 */
@NullMarked
package dev.tidegate.rehearsal.score;

import org.jspecify.annotations.NullMarked;
