/** What the demo and the proofs set up around the product: an event, its configuration, ports. */
@NullMarked
package dev.tidegate.launcher.stage;

import org.jspecify.annotations.NullMarked;
