/** The engine's whole state as bytes and back: each class names its fields once, for both ways. */
@NullMarked
package dev.tidegate.tape;

import org.jspecify.annotations.NullMarked;
