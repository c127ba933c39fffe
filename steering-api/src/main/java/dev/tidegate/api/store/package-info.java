/** What must survive: overrides, configuration versions, audit, decision state, tables. */
@NullMarked
package dev.tidegate.api.store;

import org.jspecify.annotations.NullMarked;
