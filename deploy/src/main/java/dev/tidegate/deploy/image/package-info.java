/**
 * The container image: a runtime with what the product needs of Java, its jars, and little else.
 */
@NullMarked
package dev.tidegate.deploy.image;

import org.jspecify.annotations.NullMarked;
