/** What players report, and what is believed of it. */
@NullMarked
package dev.tidegate.api.beacon;

import org.jspecify.annotations.NullMarked;
