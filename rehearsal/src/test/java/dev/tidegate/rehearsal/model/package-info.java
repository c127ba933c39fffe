/** The laws of the physics. */
@NullMarked
package dev.tidegate.rehearsal.model;

import org.jspecify.annotations.NullMarked;
