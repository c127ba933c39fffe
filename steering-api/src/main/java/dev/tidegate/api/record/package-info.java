/** Recordings on the disk: written beside the loop without ever holding it up, and read again. */
@NullMarked
package dev.tidegate.api.record;

import org.jspecify.annotations.NullMarked;
