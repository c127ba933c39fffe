/**
 * The operator plane: one table of routes, each with the role it wants and plain blocking code
 * behind it.
 */
@NullMarked
package dev.tidegate.api.control;

import org.jspecify.annotations.NullMarked;
