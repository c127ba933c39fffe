@NullMarked
package dev.tidegate.deploy.watch;

import org.jspecify.annotations.NullMarked;
