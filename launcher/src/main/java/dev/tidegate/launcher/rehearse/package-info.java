/**
 * {@code tidegate rehearse}: scenario files, the runs they ask for, and what is told of them as
 * table, JSON and page.
 */
@NullMarked
package dev.tidegate.launcher.rehearse;

import org.jspecify.annotations.NullMarked;
