@NullMarked
package dev.tidegate.deploy.kubernetes;

import org.jspecify.annotations.NullMarked;
