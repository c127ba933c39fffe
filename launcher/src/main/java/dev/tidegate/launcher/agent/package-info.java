/** A remote vantage: runs the probes that the control plane hands it, and hands in the results. */
@NullMarked
package dev.tidegate.launcher.agent;

import org.jspecify.annotations.NullMarked;
