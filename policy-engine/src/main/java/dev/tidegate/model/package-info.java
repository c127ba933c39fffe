/** The nouns every other room speaks of: immutable, validated when made. */
@NullMarked
package dev.tidegate.model;

import org.jspecify.annotations.NullMarked;
