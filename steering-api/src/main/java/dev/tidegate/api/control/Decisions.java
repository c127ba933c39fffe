package dev.tidegate.api.control;

import dev.tidegate.engine.Decision;
import tools.jackson.databind.node.ObjectNode;

/** A decision as it is stored and shown. */
public final class Decisions {
  private Decisions() {}

  /** The wire's form, as text. */
  public static String json(Decision decision) {
    ObjectNode node = Json.object().put("id", decision.id());
    Json.put(node, "at", decision.at());
    node.put("version", decision.version().toString())
        .put("service", decision.group().service())
        .put("region", decision.group().region());
    Json.put(node, "network", decision.group().network());
    node.put("cdn", decision.cdn())
        .put("from", decision.from())
        .put("to", decision.to())
        .put("rule", decision.rule().wire())
        .set("reason", Words.reason(decision.reason()));
    return Json.text(node.put("text", decision.text()));
  }
}
