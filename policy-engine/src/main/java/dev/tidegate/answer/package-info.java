/** What a client gets: the immutable snapshot, its rankings, its time to live. */
@NullMarked
package dev.tidegate.answer;

import org.jspecify.annotations.NullMarked;
