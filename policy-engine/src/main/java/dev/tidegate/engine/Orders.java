package dev.tidegate.engine;

import dev.tidegate.weigh.Ruling;
import java.time.Instant;
import java.util.Map;

/** Remembers when operators' words began to bind, and the shares then: their pace starts there. */
final class Orders {
  private Orders() {}

  static void begin(Aim aim, Instant now) {
    StringBuilder signature = new StringBuilder();
    for (Map.Entry<String, Ruling.Word> e : aim.ruling().words().entrySet()) {
      signature.append(e.getKey()).append('=').append(e.getValue().by().id()).append(';');
    }
    GroupState group = aim.state();
    if (!signature.toString().equals(group.orders)) {
      group.orders = signature.toString();
      group.ordersSince = now;
      group.ordersFrom.clear();
      group.ordersFrom.putAll(group.position);
    }
  }
}
