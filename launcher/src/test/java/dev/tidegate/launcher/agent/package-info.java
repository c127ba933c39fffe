/** Tests of the remote vantage. */
@NullMarked
package dev.tidegate.launcher.agent;

import org.jspecify.annotations.NullMarked;
