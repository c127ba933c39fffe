/** Intake: what players report, checked, capped, resolved to a cell, counted. */
@NullMarked
package dev.tidegate.api.beacon;

import org.jspecify.annotations.NullMarked;
