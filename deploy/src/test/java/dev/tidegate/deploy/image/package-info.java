@NullMarked
package dev.tidegate.deploy.image;

import org.jspecify.annotations.NullMarked;
