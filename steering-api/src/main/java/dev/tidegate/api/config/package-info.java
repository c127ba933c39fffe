/** Our own YAML loader with line marks, and what it makes: one immutable configuration. */
@NullMarked
package dev.tidegate.api.config;

import org.jspecify.annotations.NullMarked;
