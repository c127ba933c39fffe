/** Recordings read again, segment after segment, and told to those who check and compare. */
@NullMarked
package dev.tidegate.api.replay;

import org.jspecify.annotations.NullMarked;
