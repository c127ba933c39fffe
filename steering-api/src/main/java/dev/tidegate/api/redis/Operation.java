package dev.tidegate.api.redis;

import dev.tidegate.api.store.Store.AuditDraft;
import java.util.List;

/**
 * An operator's write: what it changes and what is recorded of it.
 *
 * @param id unique for ever, over all nodes
 * @param entity what it is about: of two writes about one, the later by {@link AuditDraft#at} wins
 *     when they are put back
 */
record Operation(String id, String entity, List<Change> changes, AuditDraft audit) {
  Operation {
    changes = List.copyOf(changes);
  }
}
