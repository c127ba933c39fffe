/** Tests of scenario files, runs and reports. */
@NullMarked
package dev.tidegate.launcher.rehearse;

import org.jspecify.annotations.NullMarked;
