package dev.tidegate.api.control;

import dev.tidegate.api.store.AuditChain;
import dev.tidegate.api.store.Store;
import dev.tidegate.api.store.Store.AuditCheck;
import dev.tidegate.api.store.Store.AuditDraft;
import dev.tidegate.api.store.Store.AuditEntry;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** Who wrote what, when and why; each entry carries the hash of the one before. */
final class AuditLog {
  private final Store store;

  AuditLog(Store store) {
    this.store = store;
  }

  Reply list(Call call) {
    call.onlyParams(Set.of("since", "limit", "cursor"));
    int limit = call.limit();
    Optional<Long> before = call.numberedCursor();
    List<AuditEntry> entries = store.audit(call.since(), limit, before);
    Optional<String> next =
        entries.size() < limit || entries.getLast().seq() == 1
            ? Optional.empty()
            : Optional.of(Long.toString(entries.getLast().seq()));
    return Reply.json(200, Json.list(entries.stream().map(AuditLog::json).toList(), next));
  }

  Reply verify(Call call) {
    AuditCheck check = store.verifyAudit();
    ObjectNode node = Json.object().put("ok", check.ok()).put("entries", check.entries());
    check
        .brokenAt()
        .ifPresentOrElse(at -> node.put("brokenAt", at), () -> node.putNull("brokenAt"));
    return Reply.json(200, node);
  }

  static ObjectNode json(AuditEntry entry) {
    AuditDraft draft = entry.entry();
    ObjectNode node = Json.object().put("seq", entry.seq());
    Json.put(node, "at", draft.at());
    node.put("actor", draft.actor())
        .put("action", draft.action())
        .put("subject", draft.subject())
        .put("reason", draft.reason());
    node.set("before", written(draft.before()));
    node.set("after", written(draft.after()));
    return node.put("previous", entry.previous())
        .put("hash", entry.hash())
        .put("canonical", AuditChain.canonical(entry.seq(), draft, entry.previous()));
  }

  /** What was recorded, as JSON if it is that. */
  private static JsonNode written(String text) {
    try {
      return Json.MAPPER.readTree(text);
    } catch (JacksonException e) {
      return StringNode.valueOf(text);
    }
  }
}
